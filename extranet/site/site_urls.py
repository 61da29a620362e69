"""URLs of the clients' site."""

from django.urls import path

from extranet.site.views import accounts, address, password, payments, privacy, signing

app_name = "site"
urlpatterns = [
    path("", accounts.home, name="home"),
    path("mon-adresse/", address.address, name="address"),
    path("mon-adresse/<str:token>/", address.confirm, name="address_link"),
    path("donnees-personnelles/", privacy.notice, name="privacy"),
    path("donnees-personnelles/mes-donnees/", privacy.my_data, name="my_data"),
    path("mot-de-passe/", password.choose_password, name="choose_password"),
    path("comptes/<int:pk>/", accounts.account, name="account"),
    path("comptes/<int:pk>/releve.pdf", accounts.statement_pdf, name="statement"),
    path("comptes/<int:pk>/payer/", payments.pay, name="pay"),
    path("paiements/banque/", payments.bank, name="bank"),
    path("paiements/<uuid:uid>/", payments.payment, name="payment"),
    path("paiements/<uuid:uid>/signer/", signing.sign, name="sign"),
    path("paiements/<uuid:uid>/code/", signing.resend_code, name="resend_code"),
    path("paiements/<uuid:uid>/signe/", payments.payment, {"signed": True}, name="signed"),
    path("paiements/<uuid:uid>/mandat.pdf", payments.mandate_pdf, name="mandate"),
]
