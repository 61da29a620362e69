"""Our forms in the place of allauth's, by the names that it gives them."""

ACCOUNT_FORMS = {
    "login": "extranet.forms.SignInForm",
    "reset_password": "core.forms.sign_in.ResetPasswordForm",
    "reset_password_from_key": "core.forms.sign_in.ResetPasswordKeyForm",
    "change_password": "core.forms.sign_in.ChangePasswordForm",
}

MFA_FORMS = {
    "authenticate": "core.forms.second_factor.AuthenticateForm",
    "reauthenticate": "core.forms.second_factor.ReauthenticateForm",
    "activate_totp": "core.forms.second_factor.ActivateTOTPForm",
    "authenticate_webauthn": "core.forms.second_factor.AuthenticateWebAuthnForm",
    "login_webauthn": "core.forms.second_factor.LoginWebAuthnForm",
    "reauthenticate_webauthn": "core.forms.second_factor.ReauthenticateWebAuthnForm",
    "add_webauthn": "core.forms.second_factor.AddWebAuthnForm",
}
