"""The frames and symbols of Jinja's code generator, with the place of each variable."""

from jinja2.idtracking import VAR_LOAD_RESOLVE, Symbols


class Function:
    """One that has variables of its own: a template's root, a block, a macro, a recursive loop."""

    def __init__(self, outer: "Function | None" = None):
        self.outer, self.slots, self.kept = outer, 0, {}

    def slot(self) -> int:
        self.slots += 1
        return self.slots - 1


class Frame:
    """What Jinja's compiler calls so; only the symbols know their function and slots, too."""

    def __init__(self, function: Function, parent: "Frame | None" = None):
        self.function, self.parent = function, parent
        self.symbols = Symbols(parent.symbols if parent else None)
        self.symbols.function, self.symbols.places = function, {}
        self.output_check = parent.output_check if parent else False
        self.toplevel = self.rootlevel = False
        self.loop_name: str | None = parent.loop_name if parent else None

    def inner(self, function: Function | None = None) -> "Frame":
        return Frame(function or self.function, self)

    def soft(self) -> "Frame":
        frame = object.__new__(Frame)
        frame.__dict__.update(self.__dict__)
        frame.symbols = self.symbols.copy()
        frame.rootlevel = False
        return frame

    def variable(self, identifier: str) -> tuple[int, int]:
        symbols = self.symbols
        while identifier not in symbols.refs.values():
            symbols = symbols.parent
        slot = symbols.places.get(identifier)
        if slot is None:
            slot = symbols.places[identifier] = symbols.function.slot()
        outwards, function = 0, self.function
        while function is not symbols.function:
            outwards, function = outwards + 1, function.outer
        return outwards, slot

    def name(self, name: str) -> tuple[int, int]:
        return self.variable(self.symbols.ref(name))

    def is_only_read(self, name: str) -> bool:
        """Whether the name is the context's alone."""
        symbols = self.symbols
        while name not in symbols.refs:
            symbols = symbols.parent
        return symbols.loads.get(symbols.refs[name], ("",))[0] == VAR_LOAD_RESOLVE and name not in symbols.stores

    def name_only_read(self, identifier: str) -> str | None:
        """The name of a variable whose slot nothing fills, because the context alone has it."""
        symbols = self.symbols
        while identifier not in symbols.refs.values():
            symbols = symbols.parent
        action, name = symbols.loads.get(identifier, ("", None))
        return name if action == VAR_LOAD_RESOLVE and name not in symbols.stores else None
