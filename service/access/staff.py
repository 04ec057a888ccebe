"""Staff: who stands behind an OIDC access token, a JWT as RFC 9068 has it or as most issuers still make it."""

import re
import warnings

from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError, SecurityWarning
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry, Token

from service.access.issuers import Issuer
from service.access.keys import Actor
from service.access.trust import Trust, has_form, value_at
from service.errors import Unauthorised

# Signatures that only the issuer can make: no `none`, and no HMAC, for which a public key would be the secret.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519", "Ed448"),
)
_REGISTRY = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
_LEEWAY_SECONDS = 30
# No blank, so no name of a person, and no @, so no e-mail address: it stands in the log, from which nothing is erased.
_SUBJECT = re.compile(r"[!-?A-~]{1,255}")
_OF_AN_ID_TOKEN = ("nonce", "at_hash", "c_hash")  # OpenID Connect Core 1.0 sections 2 and 3.3.2.11
_WRONG = "This access token opens nothing: it is wrong, or its issuer withdrew its key."


class Staff:
    """Those who come with access tokens of one issuer. Nothing of a token is kept after it was answered."""

    def __init__(self, trust: Trust) -> None:
        """Begin without the keys of the issuer."""
        self.trust, self.issuer = trust, Issuer(trust.issuer)

    async def authenticate(self, authorization: str | None) -> Actor | None:
        """Return who stands behind an Authorization header; null where what it has is no access token by its form.

        Raises Unauthorised for a token that is not good here, Unavailable where the issuer has to be asked for that and
        cannot be.
        """
        scheme, _, text = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not has_form(text.strip()):
            return None
        try:
            token = _verified(text.strip(), self.issuer.keys)
        except InvalidKeyIdError:
            await self.issuer.look_anew()
            token = _verified_at_last(text.strip(), self.issuer.keys)
        return actor_from(token, self.trust)


def actor_from(token: Token, trust: Trust, now: int | None = None) -> Actor:
    """Return who stands behind a token whose signature is good. `now` is in seconds since 1970; null is now.

    Raises Unauthorised for one of another issuer, for another audience, that is over or does not hold yet, that is no
    access token, that is bound to a key of its holder, and one that does not say who it is.
    """
    rules = JWTClaimsRegistry(
        now=now,
        leeway=_LEEWAY_SECONDS,
        iss={"essential": True, "value": trust.issuer},
        aud={"essential": True, "value": trust.audience},
        exp={"essential": True},
        sub={"essential": True},
    )
    try:
        rules.validate(token.claims)
    except ClaimError as error:
        raise Unauthorised(_refusal(f"its {error.claim} is missing, over, or not what is taken here")) from None
    if not _is_access_token(token):
        raise Unauthorised(_refusal("it is a token of another kind, such as an ID token; send the access token"))
    if "cnf" in token.claims:
        raise Unauthorised(_refusal("it is bound to a key of its holder (cnf), and only bearer tokens are taken"))
    subject = value_at(token.claims, trust.subject)
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise Unauthorised(_refusal(f"its {trust.subject} must be an id without blanks and @, as it stays in the log"))
    return Actor(name=f"oidc:{trust.issuer}#{subject}", scopes=trust.scopes_of(token.claims))


def _verified(text: str, keys: KeySet) -> Token:
    """Return the token whose signature one of the keys made.

    Raises InvalidKeyIdError where the key that it names is not among them, Unauthorised for whatever else is wrong.
    """
    try:
        with warnings.catch_warnings():
            # RFC 9864 gives EdDSA other names; issuers still write this one, and the signature is the same.
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.decode(text, keys, registry=_REGISTRY)
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        # The last ones are what the library raises for a header that is JSON and no object.
        raise Unauthorised(_WRONG) from None


def _verified_at_last(text: str, keys: KeySet) -> Token:
    try:
        return _verified(text, keys)
    except InvalidKeyIdError:
        raise Unauthorised(_WRONG) from None


def _is_access_token(token: Token) -> bool:
    """Tell an access token from whatever else the same issuer signs for the same audience.

    RFC 9068 section 4 has it in the type. A plain JWT may name its kind in a claim, as Keycloak does; where it does
    not, it is an ID token by the claims that only those have.
    """
    kind = token.header.get("typ", "JWT").lower().removeprefix("application/")
    named = token.claims.get("typ")
    if kind == "at+jwt" or named == "Bearer":
        return kind in ("at+jwt", "jwt")
    return kind == "jwt" and named is None and not any(name in token.claims for name in _OF_AN_ID_TOKEN)


def _refusal(reason: str) -> str:
    return f"This access token opens nothing here: {reason}."
