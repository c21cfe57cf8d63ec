"""Values that everybody may read: names of algorithms, and what documents print as examples."""

import base64
import hashlib
import json
from collections.abc import Mapping

from repoloom.transforms import patterns

# Ciphers, hashes, curves and their kin, by the names that standards and libraries give them.
_NAMED = (
    rb"3?des(?:ede)?3?|triple-?des|tdes|aes|[rehp]s(?:256|384|512)k?|a(?:128|192|256)(?:gcm|cbc|ctr)?(?:kw)?"
    rb"|x?chacha(?:20)?|x?salsa(?:20)?|poly1305|blowfish|twofish|serpent|camellia|aria|idea|cast5?|rc[2456]"
    rb"|arcfour|sm[234]|gost|md[245]|ripemd|rmd|ss?ha|sha3?|shake|keccak|blake(?:2[bsx]?p?|3)?|whirlpool"
    rb"|adler|crc|xxh|siphash|murmur|[hcgk]mac|mac|pbkdf[12]?|pbes?[12]?|argon2?(?:id?|d)?|b?s?crypt|yescrypt"
    rb"|hkdf|kdf|rsa(?:es|ssa)?|ecdsa|ecdhe?|ecies|ec|dsa|dhe?|eddsa|ed(?:25519|448)|x(?:25519|448)|curve25519"
    rb"|secp|sect|nistp|prime|brainpool|scram|cram|ntlm|krb5|jws|jwe"
)
# Modes, paddings, sizes and what joins the parts of a name: none of them says an algorithm alone.
_JOINED = (
    rb"cbc|gcm|ctr|ecb|cfb|ofb|ccm|siv|xts|eax|ocb|cts|wrap|kw|pad|pkcs|oaep|pss|mgf|no|padding|with|and|v"
    rb"|id|ietf|openpgp|openssl|ssh|tls|ssl|cert|bit|es|plus|salted|hash|digest|rounds|null|none"
    rb"|[krtp][0-9]{3}|[rk][12]|x509|[0-9]{1,6}|@(?:openssh|libssh|ssh)\.(?:com|org)|[-_/:+.,@{}()]"
)
_ALGORITHM = patterns.compiled(
    rb"(?i)\A(?:" + _JOINED + rb")*(?:" + _NAMED + rb")(?:" + _NAMED + rb"|" + _JOINED + rb")*\z"
)
# The first 64 bits of the SHA-256 of values that documents print as examples: they guard nothing,
# and who reads a text knows them by these letters.
_DOCUMENTS: Mapping[str, str] = {
    "RFC 6749, 6750 and 7636: clients, codes, tokens and verifiers of OAuth 2": (
        "6c96130f130ab0d6 00cf4c781dc37003 e9974c507d2a8021 ca7459e2b26776de a35b81a7d7927b70"
        " b8e148545b13c78b 13d31e961a1ad8ec 0d299b1eb548708d"
        " 3e6099e82cea8b70"
        " 53f5da0aaa93d64c a71b359a87afde13 2d5b07fb8139fde8 eb2c458da976e6ee"
    ),
    "RFC 5849, and OAuth Core 1.0, appendix A": (
        "293257ab6495ebb1 cb87c87e4a138d9a bb9b1163338b2a51 649e1f5c769e718b 4c20e6f5cc11b937"
        " 6aa14267d94944e6 128e8e99b7b9ff47 2ff8b0fb93aca981 c20fbc2b96183894 80f8b7c904d4a43f"
        " b87dad10a32a2d81 da1bdd7b73490f4e 8d567eb88afff34f 9d03b692e941d5ac"
    ),
    "OpenID Connect Core 1.0: access and refresh tokens": (
        "ad71fb4165536675 9e309cccd311ea64 2c392d29da106a4d"
    ),
    "RFC 6455, 7515, 7517, 7518 and 8037: a web socket's key, keys of signatures and agreements": (
        "15cef4b629cc2d07 8b1b17a9740c068a 57afc11665beb68d"
        " 190edf59d5736c3b a45404ae333dd955 5ccf2edb4f070f0b"
        " 0c9ccc0efa883292 6cebd764dd9840fc"
    ),
    "Twitter: a signed request of OAuth 1": (
        "00b3dc640c9c99fc 5aac38e542b76b97 0e04efa6bc7d2d51 8e0628300c16fe38 82990559e7afdb58"
        " 03f2c3eccf4307db a20b63f6c0a315c1"
    ),
    "Stripe: keys of a test account": "2cafc0970149a84f f2d6ca16515033e5",
    "reCAPTCHA: keys for tests": "f5e95c9954635b65 03b970ed8171d73b",
    "MinIO: the server that everybody may try": "df452eef23e8cf2c 1bbb9293c38acc5e",
    "Azure: the emulators of storage and databases": "0011cc25eb432071 aa6547439583c3a2",
}
_EXAMPLES = frozenset(
    bytes.fromhex(digest) for digests in _DOCUMENTS.values() for digest in digests.split()
)
_LEAST_PAYLOAD = 8  # of what begins with less the rest is left out, as in `eyJhbGciOi...0.eyJ(..)`
_HEADER = frozenset({"alg", "typ", "cty", "enc", "zip"})
_SAMPLE = frozenset({"sub", "name", "admin", "iat", "exp"})


def is_algorithm(value: bytes) -> bool:
    """Whether `value` is the name of an algorithm, as `argon2id` and `AES/CBC/PKCS5Padding` are."""
    return bool(_ALGORITHM.search(value))


def is_example(value: bytes) -> bool:
    """Whether `value` is a key or token that a standard or a provider's documentation prints."""
    return hashlib.sha256(value).digest()[:8] in _EXAMPLES or _is_header(value)


def _is_header(value: bytes) -> bool:
    """Whether the value is but the header of a JSON Web Token, which names an algorithm."""
    parts = value.rstrip(b".").split(b".")
    if not value.startswith(b"eyJ") or len(parts) > 2 or len(b"".join(parts[1:])) >= _LEAST_PAYLOAD:
        return False
    return bool(claims := _object(parts[0])) and claims.keys() <= _HEADER


def _object(part: bytes) -> dict[str, object]:
    """The JSON object in one part of a token; {} where there is none."""
    try:
        inner = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except (ValueError, RecursionError):
        return {}
    return inner if isinstance(inner, dict) else {}


def is_sample(value: bytes) -> bool:
    """Whether a JSON Web Token has the payload of RFC 7519 or of the debugger of jwt.io.

    Everybody pastes these into tests and documents; elsewhere one may stand for a real token.
    """
    if not value.startswith(b"eyJ") or b"." not in value:
        return False
    claims = _object(value.split(b".")[1])
    of_the_standard = claims.get("iss") == "joe" and "http://example.com/is_root" in claims
    return of_the_standard or (claims.get("sub") == "1234567890" and claims.keys() <= _SAMPLE)
