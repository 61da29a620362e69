"""Addresses of this room in the back office."""

from django.urls import path

from receipts.till.views import cash_book_page as cash_book
from receipts.till.views import cash_difference_page as cash_difference

urlpatterns = [
    path("caisse/", cash_book.book, name="cash_book"),
    path("caisse/<int:pk>/compter/", cash_book.count, name="cash_count"),
    path("caisse/comptages/<int:pk>/ecart/", cash_difference.difference, name="cash_difference"),
    path("caisse/comptages/<int:pk>/rouvrir/", cash_book.reopen, name="cash_reopen"),
    path("encaissements/<int:pk>/recu/", cash_book.issue, name="cash_receipt"),
    path("encaissements/<int:pk>/recu/pdf/", cash_book.receipt_pdf, name="cash_receipt_pdf"),
]
