"""The token that [auth] means: what is declared, or the request that a kind with a name of its own implies."""

from adapters.engine.vocabulary import Auth, Request, Token
from adapters.engine.vocabulary.proving import OAuth2

STABLE = {"grant_type": "client_credential", "appid": "{secret:appid}", "secret": "{secret:secret}"}


def token_of(auth: Auth) -> Token | None:
    """Return the token of an [auth], None where there is none."""
    if auth.kind == "oauth2-cc" and auth.oauth2 is not None:
        return _client_credentials(auth.oauth2)
    if auth.kind == "wechat-stable":
        return Token(
            request=Request(method="POST", path="/cgi-bin/stable_token", body=dict(STABLE), answer="json"),
            token="$.access_token",  # noqa: S106  # a path
            ttl="$.expires_in",
            query={"access_token": "{token}"},
        )
    return auth.token


def _client_credentials(declared: OAuth2) -> Token:
    form = {"grant_type": "client_credentials"}
    if declared.scope:
        form["scope"] = declared.scope
    if declared.place == "body":
        form |= {
            "client_id": f"{{secret:{declared.client_id}}}",
            "client_secret": f"{{secret:{declared.client_secret}}}",
        }
    return Token(
        request=Request(method="POST", path=declared.path, form=dict(form), answer="json"),
        token="$.access_token",  # noqa: S106  # a path
        ttl="$.expires_in",
        early=declared.early,
        headers={"Authorization": "Bearer {token}"},
    )
