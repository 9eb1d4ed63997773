"""A passkey in software: it answers as a device does, and can be told to lie."""

import json
import os
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG


@dataclass
class SoftKey:
    """One passkey of one account, made at one address."""

    origin: str = "http://localhost"
    name: str = "localhost"
    user: bytes = b""
    id: bytes = field(default_factory=lambda: os.urandom(16))
    secret: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def client_data(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind, challenge=challenge, origin=self.origin)

    def created(self, options: dict, *, alone: bool = True) -> str:
        """Answer a request for a new passkey."""
        self.user = options["publicKey"]["user"]["id"].encode()
        client = self.client_data("webauthn.create", options["publicKey"]["challenge"])
        held = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.secret.public_key())
        )
        flags = FLAG.UP | FLAG.UV | FLAG.AT
        data = AuthenticatorData.create(sha256(self.name.encode()).digest(), flags, 0, held)
        made = {"attestationObject": bytes(AttestationObject.create("none", data, {}))}
        return self.told(client, made, {"credProps": {"rk": alone}})

    def proved(self, options: dict, *, is_verified: bool = True) -> str:
        """Answer a request to prove who one is."""
        client = self.client_data("webauthn.get", options["publicKey"]["challenge"])
        flags = FLAG.UP | (FLAG.UV if is_verified else FLAG(0))
        data = bytes(AuthenticatorData.create(sha256(self.name.encode()).digest(), flags, 1))
        signature = self.secret.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self.told(
            client, {"authenticatorData": data, "signature": signature, "userHandle": self.user}, {}
        )

    def told(self, client: CollectedClientData, response: dict[str, bytes], extensions: dict) -> str:
        names = {"clientDataJSON": bytes(client), **response}
        coded = {
            name: one.decode() if name == "userHandle" else websafe_encode(one) for name, one in names.items()
        }
        held = websafe_encode(self.id)
        return json.dumps(
            {
                "id": held,
                "rawId": held,
                "type": "public-key",
                "clientExtensionResults": extensions,
                "response": coded,
            }
        )
