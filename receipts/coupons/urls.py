"""Addresses of this room in the back office."""

from django.urls import path

from receipts.coupons import views as coupons

urlpatterns = [
    path("coupons/", coupons.choose, name="coupons_choose"),
    path("coupons/editer/", coupons.issue, name="coupons_issue"),
    path("coupons/<int:pk>/", coupons.progress, name="coupons"),
    path("coupons/<int:pk>/pdf/", coupons.pdf, name="coupons_pdf"),
    path("comptes/<int:pk>/coupon/", coupons.choose_one, name="coupon_of_account"),
]
