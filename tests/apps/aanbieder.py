"""An identity provider for the tests, as a process: OpenID Connect with signing keys, discovery, the code flow and PKCE.

Written on joserfc and the standard library alone: what is tested is on authlib, and must not be tested by itself. A test says
with ``POST /proef`` who logs in next and what is to be wrong with the token.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, GEHEIM = "inbeeld", "een-geheim-van-de-aanbieder"
SLEUTEL, VREEMD = (RSAKey.generate_key(2048, {"kid": "een", "use": "sig", "alg": "RS256"}, auto_kid=False) for _ in range(2))


class Stand:
    """What the next login is to be; the codes that are out."""

    proef: dict[str, Any]
    codes: dict[str, dict[str, str]]


def token(issuer: str, vraag: dict[str, str]) -> dict[str, Any]:
    proef, nu = Stand.proef, int(time.time())
    claims = {
        "iss": issuer,
        "aud": CLIENT,
        "sub": "onbekend",
        "iat": nu,
        "exp": nu + 300,
        "amr": ["pwd", "mfa"],
        "nonce": vraag.get("nonce", ""),
    } | proef.get("claims", {})
    for weg in proef.get("zonder", []):
        claims.pop(weg, None)
    sleutel = VREEMD if proef.get("sleutel") == "vreemd" else SLEUTEL
    uit: dict[str, Any] = {"access_token": secrets.token_hex(16), "token_type": "Bearer", "expires_in": 300}
    if proef.get("alg") == "none":
        kop, inhoud = ({"alg": "none"}, claims)
        delen = (base64.urlsafe_b64encode(json.dumps(d).encode()).rstrip(b"=").decode() for d in (kop, inhoud))
        uit["id_token"] = ".".join((*delen, ""))
    elif proef.get("alg") != "geen":
        uit["id_token"] = jwt.encode({"alg": "RS256", "kid": "een"}, claims, sleutel)
    return uit


class Aanbieder(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the output of the tests is for the tests."""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"  # type: ignore[attr-defined]

    def _json(self, wat: Any, status: int = 200) -> None:
        inhoud = json.dumps(wat).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(inhoud)))
        self.end_headers()
        self.wfile.write(inhoud)

    def do_GET(self) -> None:
        delen = urlsplit(self.path)
        vraag = {k: v[0] for k, v in parse_qs(delen.query).items()}
        if delen.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": Stand.proef.get("issuer", self.issuer),
                    "authorization_endpoint": f"{self.issuer}/toestemming",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/sleutels",
                    "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
                    "code_challenge_methods_supported": ["S256"],
                    "token_endpoint_auth_methods_supported": ["client_secret_basic"],
                }
            )
        elif delen.path == "/sleutels":
            self._json({"keys": [SLEUTEL.as_dict(private=False)]})
        elif delen.path == "/toestemming":
            self._toestemming(vraag)
        else:
            self._json({"error": "not_found"}, 404)

    def _toestemming(self, vraag: dict[str, str]) -> None:
        """Whoever comes here is logged in at once and sent back with a code."""
        if vraag.get("client_id") != CLIENT or vraag.get("code_challenge_method") != "S256" or not vraag.get("nonce"):
            self._json({"error": "invalid_request"}, 400)
            return
        code = secrets.token_hex(16)
        Stand.codes[code] = vraag
        terug = {"code": code, "state": vraag["state"]}
        if Stand.proef.get("weigert"):
            terug = {"error": "access_denied", "state": vraag["state"]}
        self.send_response(302)
        self.send_header("Location", f"{vraag['redirect_uri']}?{urlencode(terug)}")
        self.end_headers()

    def do_POST(self) -> None:
        inhoud = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path == "/proef":
            Stand.proef = json.loads(inhoud)
            self._json({})
            return
        gegeven = {k: v[0] for k, v in parse_qs(inhoud).items()}
        wie = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        vraag = Stand.codes.pop(gegeven.get("code", ""), None)
        bewijs = (
            base64.urlsafe_b64encode(hashlib.sha256(gegeven.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        )
        if wie != f"{CLIENT}:{GEHEIM}":
            self._json({"error": "invalid_client"}, 401)
        elif vraag is None or vraag["code_challenge"] != bewijs or vraag["redirect_uri"] != gegeven.get("redirect_uri"):
            self._json({"error": "invalid_grant"}, 400)
        else:
            self._json(token(self.issuer, vraag))


if __name__ == "__main__":
    Stand.proef, Stand.codes = {}, {}
    dienst = ThreadingHTTPServer(("127.0.0.1", 0), Aanbieder)
    sys.stdout.write(f"{dienst.server_address[1]}\n")
    sys.stdout.flush()
    dienst.serve_forever()
