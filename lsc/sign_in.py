"""How passwords are kept, and our forms in the place of allauth's, by the names it gives them."""

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

ACCOUNT_FORMS = {
    "login": "extranet.site.forms.SignInForm",
    "reset_password": "core.sign_in.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "core.sign_in.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "core.sign_in.forms.sign_in.ChangePasswordForm",
}

MFA_FORMS = {
    "authenticate": "core.sign_in.forms.second_factor.AuthenticateForm",
    "reauthenticate": "core.sign_in.forms.second_factor.ReauthenticateForm",
    "activate_totp": "core.sign_in.forms.second_factor.ActivateTOTPForm",
    "authenticate_webauthn": "core.sign_in.forms.second_factor.AuthenticateWebAuthnForm",
    "login_webauthn": "core.sign_in.forms.second_factor.LoginWebAuthnForm",
    "reauthenticate_webauthn": "core.sign_in.forms.second_factor.ReauthenticateWebAuthnForm",
    "add_webauthn": "core.sign_in.forms.second_factor.AddWebAuthnForm",
}
