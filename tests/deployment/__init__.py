"""A deployment of this tree, made and lived through: ``make deploy-check``."""
