"""Keys without a shape of their own that the name of their provider tells.

`cloudflare: "..."`, `SNYK_TOKEN = <UUID>`, `sonar.login=<40 hexadecimal digits>`: the provider's
name, an operator, and a value of the form that it documents, or else a long draw.
"""

import re
from collections.abc import Iterator

from repoloom.transforms import patterns
from repoloom.transforms.redaction.secrets import naming, randomness, values
from repoloom.transforms.redaction.situation import Situation
from repoloom.transforms.redaction.spans import Span

_UUID = rb"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"
# Forms that providers document where the name says key or token besides: counting values too.
_FORMS = {
    b"snyk": re.compile(_UUID),
    b"messagebird": re.compile(_UUID + rb"|[a-z0-9]{25}\Z"),
    b"heroku": re.compile(_UUID),
    b"hubspot": re.compile(_UUID),
    b"sonar": re.compile(rb"(?i)(?:sq[upa]_)?[0-9a-z]{40}\Z"),
    b"sumo": re.compile(rb"su[A-Za-z0-9]{12}\Z"),
    b"confluent": re.compile(rb"[a-z0-9]{16}\Z|[a-z0-9]{64}\Z"),
    b"contribsys": re.compile(rb"[0-9a-f]{8}:[0-9a-f]{8}\Z"),
}
_PROVIDERS = (
    rb"adafruit|airtable|algolia|artifactory|jfrog|asana|atlassian|confluence|jira|beamer|bitbucket|bittrex"
    rb"|cloudflare|codecov|coinbase|confluent|contentful|datadog|discord|droneci|dropbox|dynatrace|etsy"
    rb"|fastly|finicity|finnhub|flickr|freshbooks|gitter|gocardless|heroku|hubspot|intercom|kraken|kucoin"
    rb"|launchdarkly|linkedin|lob|looker|mailchimp|mailgun|mapbox|mattermost|meraki|messagebird"
    rb"|netlify|new_?relic|nytimes|okta|opsgenie|pagerduty|plaid|planetscale|rapidapi|sendbird|sendgrid"
    rb"|sentry|snyk|sonar|sourcegraph|squarespace|sumo_?logic|sumo|travis_?ci|trello|twilio|twitch"
    rb"|twitter|typeform|zendesk|contribsys__com"
)
_MARK = rb"(?i)(?:" + _PROVIDERS + rb")"
_PATTERN = patterns.compiled(
    rb"(?i)\b([A-Za-z0-9_.]{0,40})(" + _PROVIDERS + rb")([A-Za-z0-9_.-]{0,40})[\"'`\])]{0,3}"
    rb"(?:[ \t]+string)?[ \t]*(?:=>|={1,3}|:{1,3}=|[?.+|]=|:|,|>)\s{0,40}[@$]?[\"'`]?"
    rb"([A-Za-z0-9_=+/~.:-]{14,200})(?:[\"'`;,<>)}\s\\]|$)"
)
_MARKS = patterns.PatternSet([_MARK])
_SAYS_KEY = re.compile(rb"(?i)key|token|secret|login|auth|access_?id|client_?id|__com\Z")
_ABOUT = re.compile(
    rb"(?i)hash|sha|digest|checksum|integrity|commit|rev|ref|version|url|uri|image|tag|org|project|id\Z"
)
_DIGEST = re.compile(rb"(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})\Z")
_LEAST = 32  # characters of a draw that nothing but the provider's name tells


def find(text: bytes, situation: Situation) -> Iterator[Span]:
    """Spans of keys beside the name of their provider.

    Args:
        text: any bytes.
        situation: of the text.
    """
    if situation.locked or not _MARKS.occurring(text):
        return
    for match in _PATTERN.finditer(text):
        start, end = match.span(4)
        quoted = text[start - 1 : start] in (b'"', b"'", b"`")
        bare = situation.code and not quoted
        before, name, rest, value = (match.group(number) for number in range(1, 5))
        if _is_part(before, name, rest) or (bare and not _is_bare(value)):
            continue
        if situation.data and values.is_name(text, end):
            continue
        if _is_key(name.lower(), before + name + rest, rest, value):
            yield Span(start, end, "key")


def _is_part(before: bytes, name: bytes, rest: bytes) -> bool:
    """Whether the provider's name is part of another word: `rookTable`, `sumOfAll`."""
    joined = before[-1:].isalpha() and not (before[-1:].islower() and name[:1].isupper())
    humped = name[-1:].isupper() and rest[:1].islower()
    return joined or humped or naming.goes_on(name, rest)


def _is_bare(value: bytes) -> bool:
    """Whether a value without quotes is no expression of a programming language."""
    return values.is_token(value) or (value[:1].isdigit() and bool(re.match(rb"[\w-]+\Z", value)))


def _is_key(provider: bytes, name: bytes, rest: bytes, value: bytes) -> bool:
    """Whether the value has the provider's form, or is a draw that is no digest."""
    says = bool(_SAYS_KEY.search(name))
    form = next((form for word, form in _FORMS.items() if provider.startswith(word)), None)
    if says and form and form.match(value):
        return bool(re.search(rb"[0-9]", value)) and not randomness.is_monotonous(value)
    if len(value) < _LEAST or _ABOUT.search(rest) or (not says and _DIGEST.match(value)):
        return False
    return values.is_token(value)
