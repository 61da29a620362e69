"""Who may open which URL: reviewed by a person, row by row. A new URL needs its row here.

``public``: anyone. ``signed_in``: whoever has signed in on that site. ``key``: whoever shows an
API key. Anything else is the right that a member of staff must hold.
"""

from __future__ import annotations

PUBLIC, SIGNED_IN, KEY = "public", "signed_in", "key"

#: Sign-in pages of allauth that must open to those who have not signed in.
ENTRANCE = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_confirm_email",
    "mfa_authenticate",
    "mfa_login_webauthn",
}

#: Names that the library needs, of pages that answer « not found ».
CLOSED = {
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_email": PUBLIC,
    "account_email_verification_sent": PUBLIC,
    "account_set_password": PUBLIC,
    "account_confirm_login_code": PUBLIC,
}

BACKOFFICE = {
    **CLOSED,
    "core:home": SIGNED_IN,
    "core:card": SIGNED_IN,
    "core:pulse": SIGNED_IN,
    "core:token": PUBLIC,
    "core:resume": PUBLIC,
    "core:theme": SIGNED_IN,
    "core:entities": SIGNED_IN,
    "core:choose_entity": SIGNED_IN,
    "core:add_favourite": SIGNED_IN,
    "core:remove_favourite": SIGNED_IN,
    "core:search": SIGNED_IN,
    "core:messages": SIGNED_IN,
    "core:messages_read_all": SIGNED_IN,
    "core:message_read": SIGNED_IN,
    "core:job": SIGNED_IN,
    "core:services_at_sign_in": SIGNED_IN,
    "core:services": "core.manage_settings",
    "core:service": "core.manage_settings",
    "core:service_run": "core.manage_settings",
    "core:users": "core.manage_users",
    "core:user_create": "core.manage_users",
    "core:user": "core.manage_users",
    "core:user_reset_link": "core.manage_users",
    "core:user_reset_second_factor": "core.manage_users",
    "core:agency": "core.manage_settings",
    "core:audit": "core.see_audit",
    "core:reveal_iban": "core.reveal_iban",
    "core:agency_css": PUBLIC,
    "core:agency_logo": PUBLIC,
    "core:healthz": PUBLIC,
    "core:readyz": PUBLIC,
}

EXTRANET = {
    **CLOSED,
    "core:token": PUBLIC,
    "core:resume": PUBLIC,
    "core:agency_css": PUBLIC,
    "core:agency_logo": PUBLIC,
    "core:healthz": PUBLIC,
    "core:readyz": PUBLIC,
}

SITES = {"backoffice": BACKOFFICE, "extranet": EXTRANET}
