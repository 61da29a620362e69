"""Pierre's steps of the play: over HTTP, on the site that is really served to clients."""

import re
from email.message import EmailMessage

from django.utils import timezone

from core.database.iban import mask_iban
from core.text.money import format_amount, format_euros
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing.publish import publish as publish_now
from lsc.demo import people
from lsc.demo.chart import SYNDICATE
from lsc.demo.scene import AMOUNT, DEBTOR_IBAN, Scene, expect
from lsc.demo.stage import letters_to
from lsc.demo.telling import Told
from lsc.demo.visitor import VisitError, Visitor

_CODE = re.compile(r"\b\d{6}\b")
_TOO_SIMPLE = "azerty"


def sign_in(scene: Scene) -> Told:
    """Sign in with the initial password, choose another, and see the balance."""
    site = scene.client
    site.open("/").submit(having="login", login=scene.username, password=scene.initial_password)
    expect(site.path == "/mot-de-passe/", "un mot de passe est à choisir dès la première visite")
    site.submit(having="again", password=_TOO_SIMPLE, again=_TOO_SIMPLE, refused=True)
    weak = site.errors()
    expect(weak, "un mot de passe trop simple est refusé")
    site.submit(having="again", password=people.CLIENT_PASSWORD, again=people.CLIENT_PASSWORD)
    expect(format_amount(AMOUNT) in site.text, "la page d’accueil montre le solde")
    spent = _opens_nothing(site.site, scene.username, scene.initial_password)
    expect(spent, "le mot de passe initial ne sert qu’une fois")
    return Told(
        [
            ("Adresse", site.site),
            ("Identifiant", scene.username),
            ("Mot de passe « azerty »", "refusé, trop simple"),
            ("Nouveau mot de passe", "accepté"),
            ("Mot de passe initial", "ne sert plus"),
            ("À l’écran", f"{format_euros(AMOUNT)} à payer"),
        ],
        {"username": scene.username, "initial_password_spent": spent},
    )


def request(scene: Scene) -> Told:
    """Ask for the debit, read the code in the letter, sign the mandate."""
    site = scene.client
    site.open(site.link("/payer/"))
    site.submit(having="iban", iban=DEBTOR_IBAN)
    expect("accepted" in site.fields(), f"le mandat est à signer {site.errors()}")
    code = _code_in(_letter("code"))
    site.submit(having="accepted", accepted="on", code=code)
    found = re.search(rf"{SYNDICATE}[-A-Z0-9]+", site.text)
    expect(found is not None, "la page de fin donne la référence du mandat")
    scene.mandate_reference = found[0] if found else ""
    pdf = site.download(site.link(r"mandat\.pdf"))
    attached = _pdf_of(_letter(scene.mandate_reference))
    expect(pdf == attached, "le PDF du site et celui de l’e-mail sont les mêmes")
    balance = site.open("/").text
    expect("en cours" in balance.lower(), "le paiement en cours est dit à côté du solde")
    return Told(
        [
            ("Montant", format_euros(AMOUNT)),
            ("IBAN", mask_iban(DEBTOR_IBAN)),
            ("Code reçu par e-mail", code),
            ("Mandat (RUM)", scene.mandate_reference),
            ("PDF du mandat", f"{len(pdf) // 1024} Kio, joint à l’e-mail"),
            ("À l’écran ensuite", f"{format_euros(AMOUNT)} en cours de prélèvement"),
        ],
        {
            "amount": str(AMOUNT),
            "mandate_reference": scene.mandate_reference,
            "pdf_bytes": len(pdf),
        },
    )


def publish_again(scene: Scene) -> Told:
    """Publish once more: the client owes nothing, and follows the payment."""
    publication = publish_now(acting_user=scene.accountant, now=timezone.now())
    shown = PublishedAccount.objects.get(entity_code=SYNDICATE, account_code=people.PIERRE.account)
    expect(shown.balance == 0, "le solde publié est nul")
    text = scene.client.open("/").text
    expect("à jour" in text, "la page d’accueil dit que tout est à jour")
    payment = scene.client.open(scene.client.link("/paiements/")).text
    return Told(
        [
            ("Lignes nouvelles", publication.line_count),
            ("Solde publié", format_euros(shown.balance)),
            ("À l’écran", "Vous êtes à jour"),
            ("Suivi du paiement", _milestones(payment)),
        ],
        {"lines": publication.line_count, "balance": str(shown.balance)},
    )


def _milestones(text: str) -> str:
    known = ("Demandé", "Pris en charge", "Transmis à la banque", "Porté sur votre compte")
    return " → ".join(word for word in known if word.lower() in text.lower())


def _opens_nothing(site: str, username: str, password: str) -> bool:
    with Visitor(site) as stranger:
        try:
            stranger.open("/").submit(having="login", login=username, password=password)
        except VisitError:
            return True
        return stranger.path.startswith("/compte/login")


def _letter(about: str) -> EmailMessage:
    """Pierre's latest letter whose subject or text holds ``about``."""
    found = [
        letter
        for letter in letters_to(people.PIERRE.email)
        if about.lower() in f"{letter['Subject']} {_text(letter)}".lower()
    ]
    if not found:
        raise VisitError(f"Aucun e-mail « {about} » n’est arrivé à {people.PIERRE.email}.")
    return found[-1]


def _text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def _code_in(letter: EmailMessage) -> str:
    found = _CODE.search(_text(letter))
    if found is None:
        raise VisitError("L’e-mail ne porte pas de code à six chiffres.")
    return found[0]


def _pdf_of(letter: EmailMessage) -> bytes:
    for part in letter.iter_attachments():
        if part.get_content_type() == "application/pdf":
            return bytes(part.get_content())
    raise VisitError("Aucun PDF n’est joint à l’e-mail.")
