"""What the agency wants of the counter."""

from receipts.counter.models import CounterRule


def counter_rule() -> CounterRule:
    """Until the agency sets its own, every amount is keyed in words as well."""
    return CounterRule.objects.filter(pk=1).first() or CounterRule(pk=1)
