"""Notices: what the comment at the beginning of a file says of its licence."""

import pytest

from repoloom.transforms.signals.licences import licence, notices

GNU = (
    "This program is free software; you can redistribute it and/or modify it under the terms of the"
    " GNU {} Public License as published by the Free Software Foundation; {} This program is"
    " distributed in the hope that it will be useful, but WITHOUT ANY WARRANTY; without even the"
    " implied warranty of MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE. See the GNU General"
    " Public License for more details. You should have received a copy of the GNU General Public"
    " License along with this program."
)
LATER = "either version {} of the License, or (at your option) any later version."
NOTICES = [
    (GNU.format("General", LATER.format("2")), "GPL-2.0-or-later"),
    (GNU.format("General", LATER.format("3")), "GPL-3.0-or-later"),
    (GNU.format("General", "version 2 of the License."), "GPL-2.0-only"),
    (GNU.format("Lesser General", LATER.format("2.1")), "LGPL-2.1-or-later"),
    (GNU.format("Library General", LATER.format("2")), "LGPL-2.0-or-later"),
    (GNU.format("Affero General", LATER.format("3")), "AGPL-3.0-or-later"),
    (
        "You can redistribute it under the terms of version 2 of the GNU General Public License"
        " as published by the Free Software Foundation.",
        "GPL-2.0-only",
    ),
    ("Licensed under the GPLv3.", "GPL-3.0-only"),
    ("This file is licensed under GPL v2 or later", "GPL-2.0-or-later"),
    ("License: GPL-2+", "GPL-2.0-or-later"),
    ("Released under the GNU GPL, version 2.", "GPL-2.0-only"),
    ("Distributed under the GPL.", "GPL-1.0-or-later"),
    ("Licensed under the LGPL v2.1", "LGPL-2.1-only"),
    (
        "Licensed under the Apache License, Version 2.0 (the 'License'); you may not use this file",
        "Apache-2.0",
    ),
    ("Licensed under the MIT license.", "MIT"),
    ("@license MIT", "MIT"),
    ("Released under the MIT License", "MIT"),
    (
        "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0.",
        "MPL-2.0",
    ),
    (
        "This program is made available under the terms of the Eclipse Public License v1.0",
        "EPL-1.0",
    ),
    ("Use of this source code is governed by a BSD-style license in the LICENSE file.", ""),
    ("Licensed under the 3-clause BSD license", "BSD-3-Clause"),
    ("Dual licensed under the MIT and GPL licenses.", "MIT OR GPL-1.0-or-later"),
    (
        "Licensed under the Apache License, Version 2.0 <LICENSE-APACHE> or the MIT license"
        " <LICENSE-MIT>, at your option.",
        "Apache-2.0 OR MIT",
    ),
    (
        "Licensed under the Elastic License 2.0 and the Server Side Public License, v 1; you may"
        " not use this file except in compliance with, at your election, the Elastic License 2.0.",
        "Elastic-2.0 OR SSPL-1.0",
    ),
    ("Licensed under the Business Source License 1.1", "BUSL-1.1"),
    (
        "This work is licensed under the PolyForm Noncommercial License 1.0.0",
        "PolyForm-Noncommercial-1.0.0",
    ),
    ("Licensed under CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
    (
        "Licensed under the Creative Commons Attribution-NonCommercial 4.0 International License",
        "CC-BY-NC-4.0",
    ),
    (
        "Licensed under the Apache License, Version 2.0, subject to the Commons Clause.",
        "Apache-2.0 AND LicenseRef-Commons-Clause",
    ),
    ("Copyright 2020 Acme. All rights reserved.", ""),
    (
        "Copyright (c) Acme. All Rights Reserved. Proprietary and confidential.",
        "LicenseRef-Proprietary",
    ),
    (
        "Copyright Acme. Unauthorized copying of this file, via any medium, is strictly prohibited.",
        "LicenseRef-Proprietary",
    ),
    (
        "(c) Acme. No part of this software may be reproduced without prior written permission.",
        "LicenseRef-Proprietary",
    ),
    ("Copyright Acme. CONFIDENTIAL INFORMATION, internal use only", "LicenseRef-Proprietary"),
    ("Copyright Acme. For non-commercial use only.", "LicenseRef-Noncommercial"),
    ("This file is placed in the public domain.", "LicenseRef-public-domain"),
    ("it under the same terms as Perl itself", "Artistic-1.0-Perl OR GPL-1.0-or-later"),
    (
        "GNU General Public License version 2 only, as published under the terms of the GNU General"
        " Public License version 2 only, with the Classpath exception",
        "GPL-2.0-only WITH Classpath-exception-2.0",
    ),
    ("The data is distributed under the terms of CC BY-NC 4.0. Copyright Acme.", ""),
    ("Copyright Acme. Meant for demonstration and educational purposes only.", ""),
    ("Dedicated to the public domain. For the CC0 dedication, licensed: CC0", "CC0-1.0"),
    ("This code is not licensed under the GPL.", ""),
    ("Finds files that mention the GPL and the SSPL.", ""),
    ("A parser of tables.", ""),
    ("Moves confidential rows to the vault", ""),
]


@pytest.mark.parametrize(("notice", "expected"), NOTICES)
def test_the_licence_that_a_notice_names(notice, expected):
    assert notices.named(" ".join(notice.lower().split())) == expected
    lines = notice.replace(" ", "\n", 4).splitlines()
    for before, mark, after in (
        ("/*\n", " * ", "\n */"),
        ("", "# ", ""),
        ("", "// ", ""),
        ("<!--\n", "  ", "\n-->"),
    ):
        text = before + "\n".join(mark + line for line in lines) + after + "\nx = 1\n"
        assert licence.detect("src/a.x", text.encode()) == expected


@pytest.mark.parametrize(
    "link",
    [
        "[GNU General Public License](https://host.test/licenses/gpl.html)",
        "GNU General Public License <https://host.test/licenses/gpl.txt>",
        "GNU General Public License (see https://host.test/a-gpl-for-all/gpl)",
    ],
)
def test_an_address_behind_a_name_does_not_hide_its_version(link):
    notice = f"redistribute it under the terms of the {link}, either version 3 of the License, or"
    assert notices.named(f"{notice} any later version".lower()) == "GPL-3.0-or-later"
    assert notices.named(f"{notice} so".lower()) == "GPL-3.0-only"


def test_several_licences_are_all_asked_for_where_no_choice_is_given():
    assert notices.joined(["MIT", "GPL-2.0-only"], "both hold") == "MIT AND GPL-2.0-only"
    assert notices.joined(["MIT", "ISC"], "either may be chosen") == "MIT OR ISC"
    assert notices.joined(["MIT OR ISC", "Zlib"], "") == "(MIT OR ISC) AND Zlib"
    assert notices.joined(["MIT"], "") == "MIT"
