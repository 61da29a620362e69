"""URLs of the till."""

from django.urls import path

from receipts.views import cash_book

urlpatterns = [
    path("caisse/", cash_book.book, name="cash_book"),
    path("caisse/<int:pk>/compter/", cash_book.count, name="cash_count"),
    path("encaissements/<int:pk>/recu/", cash_book.issue, name="cash_receipt"),
    path("encaissements/<int:pk>/recu/pdf/", cash_book.receipt_pdf, name="cash_receipt_pdf"),
]
