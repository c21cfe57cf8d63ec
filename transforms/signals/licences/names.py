"""What people call licences in a notice, each with an identifier of SPDX or ours.

A name is a regular expression of small letters; its group, if it has one, fills the `{}` of the
identifier.
"""

import re

_TABLE = r"""
Apache-2.0 apache(?: software)?(?: licen[cs]e)?,? ?\(?(?:version |v\.? ?
    |licen[cs]e )?2(?:\.0)?\b|apache\.org/licenses/license-2\.0|\bapache[- ]2\b|\basl ?2\.0
Apache-1.1 apache software licen[cs]e,? version 1\.1
MIT \b(?:the )?(?:mit|expat|x11|mit/x11)(?:[- ]style)?(?: open source| software)?(?: licen[cs]e
    |-licen[cs]e|\b(?=[^\w/-]|$| or| and))
BSD-{}-Clause \bbsd[- ](\d)[- ]clause|\b(\d|two|three|four)[- ]clause (?:modifie
    d |simplified )?bsd|\b(new|modified|simplified|revised|freebsd) bsd licen[cs]e
LicenseRef-BSD \bbsd\b(?![- ]\d)(?:[- ]style)?(?: licen[cs]e)?
MPL-{} mozilla public licen[cs]e,?(?: \(?mpl\)?)?,? ?\(?(?:version|v\.?)? ?(\d\.\d)
    |\bmpl[- /]?v?(\d\.\d)
EPL-{} eclipse public licen[cs]e,?(?: -)? ?\(?(?:version|v\.?)? ?(\d\.\d)|\bepl[- ]?v?(\d\.\d)
BSD-3-Clause eclipse distribution licen[cs]e
CDDL-1.0 common development and distribution licen[cs]e|\bcddl\b
CPL-1.0 common public licen[cs]e
CECILL-B \bcecill-b\b
CECILL-C \bcecill-c\b
CECILL-2.1 \bcecill\b(?!-[bc])
EUPL-1.2 european union public licen[cs]e|\beupl\b
OSL-3.0 open software licen[cs]e|\bosl[- ]3
AFL-3.0 academic free licen[cs]e|\bafl[- ]3
MS-PL microsoft public licen[cs]e|\bms-pl\b
MS-RL microsoft reciprocal licen[cs]e|\bms-rl\b
Artistic-2.0 artistic licen[cs]e,? ?(?:version |v)?2
Artistic-1.0-Perl artistic licen[cs]e(?!,? ?(?:version |v)?2)
BSL-1.0 boost software licen[cs]e
Zlib \bzlib(?:/libpng)? licen[cs]e
ISC \bisc licen[cs]e
NCSA university of illinois
PSF-2.0 (?:licensed to psf|python software foundation licen[cs]e)
Unlicense \bunlicense\b
CC0-1.0 \bcc0\b
WTFPL \bwtfpl\b|what the fuck you want
LPPL-1.3c latex project public licen[cs]e|\blppl\b
OFL-1.1 (?:sil )?open font licen[cs]e
QPL-1.0 q public licen[cs]e
MulanPSL-2.0 mulan ?psl|mulan permissive
UPL-1.0 universal permissive licen[cs]e
BUSL-1.1 business source licen[cs]e|\bbusl\b|\bbsl[- ]?1\.1
SSPL-1.0 server side public licen[cs]e|\bsspl\b
Elastic-2.0 elastic licen[cs]e
PolyForm-Noncommercial-1.0.0 polyform noncommercial
PolyForm-Small-Business-1.0.0 polyform small business
LicenseRef-PolyForm polyform (?!noncommercial|small)\w+
FSL-1.1 functional source licen[cs]e
LicenseRef-Confluent-Community confluent community licen[cs]e
LicenseRef-RSAL-2.0 redis source available licen[cs]e|\brsalv?2
LicenseRef-Timescale timescale licen[cs]e
LicenseRef-CockroachDB cockroach(?:db)? (?:community|software) licen[cs]e
LicenseRef-Sustainable-Use sustainable use licen[cs]e
LicenseRef-Prosperity prosperity public licen[cs]e
Hippocratic-2.1 hippocratic licen[cs]e
LicenseRef-commercial \bcommercial (?:qt )?licen[cs]e
CC-BY{} creative commons[ -]attribution((?:[- ](?:non-?commercial|share-?alike|no-?deriv\w*))*)
    |\bcc[- ]by((?:-(?:nc|sa|nd))*)\b
"""


def _names() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rows of the table; one goes on in lines that are indented."""
    rows = _TABLE.replace("\n    ", "").strip().splitlines()
    pairs = (row.partition(" ") for row in rows)
    return tuple((identifier, re.compile(name)) for identifier, _, name in pairs)


NAMES = _names()
"""(identifier, name) of each licence but GNU's, whose versions stand in sentences."""
