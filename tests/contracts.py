"""The contract of a room, for import-linter: which other rooms its modules may import.

A new import between rooms has to be written down, and one that is gone has to leave the list, so the
list in pyproject.toml is the map of the house.
"""

import grimp
from importlinter import Contract, ContractCheck, fields, output


class Room(Contract):
    """Modules of `room` import nothing of the project but of `sees`, and something of each of it.

    Names are without the leading `repoloom.`; a room is a package or a module.
    """

    type_name = "room"

    room = fields.StringField()
    sees = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: grimp.ImportGraph, verbose: bool) -> ContractCheck:
        """Finds imports of what the room may not see, and entries that nothing needs."""
        room, allowed = f"repoloom.{self.room}", [_full(name) for name in self.sees]
        if room not in graph.modules:
            return ContractCheck(kept=False, metadata={"faults": [f"there is no {room}"]})
        used, faults = set(), []
        for module in sorted({room, *graph.find_descendants(room)}):
            for found in sorted(graph.find_modules_directly_imported_by(module)):
                if _inside(found, room):
                    continue
                through = [name for name in allowed if _inside(found, name)]
                used.update(through)
                if not through:
                    faults.append(f"{module} imports {found}")
        faults += [
            f"{room} sees {name} and imports nothing of it" for name in allowed if name not in used
        ]
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Prints the faults, one a line."""
        for fault in check.metadata["faults"]:
            output.print_error(fault, bold=False)


def _full(name: str) -> str:
    return name if name == "repoloom" else f"repoloom.{name}"


def _inside(module: str, room: str) -> bool:
    """Whether a module is in a room; what `languages` has behind its door is nobody else's."""
    doors = ("repoloom", "repoloom.languages")
    return module == room or (module.startswith(f"{room}.") and room not in doors)
