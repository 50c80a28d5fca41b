"""Puts viper functions into their callers: on the chip a nested call costs 6 us, the body often less than one.

    deficit = int(deficit_ua(s))        becomes the statements of deficit_ua, with names of their own, and deficit = ...

Works on folded sources. What is evaluated before a call stays before it; what cannot be kept exact is refused (CannotInline).
Knows statements and calls; expressions are lift.py's, the rules for what may be put in rules.py's.
"""

import ast
import copy
from collections.abc import Callable

from stillwater_tools.build.kinds import Kinds, kind_of, local_kinds, parameter_kinds
from stillwater_tools.build.lift import Lifter, Scope, Statements, is_still
from stillwater_tools.build.names import PREFIX, Names
from stillwater_tools.build.refusal import cannot
from stillwater_tools.build.rename import literal, renamed
from stillwater_tools.build.rules import check, foreign_names
from stillwater_tools.build.viper import Module, body_of, found, stored_in


class Expander:
    """Expands one function of a set of modules; `put_in` then holds (module, function) of all that it took."""

    def __init__(self, modules: dict[str, Module]) -> None:
        self._modules = modules
        self._names = Names()
        self._lifter = Lifter(modules, self._names, self._put_in)
        self._root = ""
        self.put_in: set[tuple[str, str]] = set()

    def expanded(self, module: Module, name: str) -> ast.FunctionDef:
        """The function with all calls put in. Raises CannotInline."""
        function = copy.copy(module.functions[name])
        self._root = module.name
        kinds = local_kinds(function, module.constants)
        if any(local.startswith(PREFIX) for local in kinds):
            raise cannot(module, name, function, f"a local that begins with {PREFIX}", "call it otherwise")
        body = renamed(body_of(function), _literals(module, kinds))
        function.body = self._block(body, Scope(module, name, kinds, ((module.name, name),)))
        return ast.fix_missing_locations(function)

    def _block(self, block: Statements, scope: Scope) -> Statements:
        """Each statement with its calls before it; names are free again after each."""
        out: Statements = []
        for statement in block:
            mark = self._names.mark()
            self._statement(statement, scope, out)
            self._names.release(mark)
        return out or [ast.Pass()]

    def _statement(self, node: ast.stmt, scope: Scope, out: Statements) -> None:
        handlers: dict[type[ast.stmt], Callable[..., None]] = {
            ast.If: self._if, ast.For: self._for, ast.While: self._while, ast.Expr: self._expression,
            ast.Assign: self._assign, ast.AugAssign: self._augmented, ast.Return: self._return,
        }
        handler = handlers.get(type(node))
        if handler and self._holds_call(node, scope):
            handler(node, scope, out)
        elif self._holds_call(node, scope):
            raise scope.cannot(node, f"a call inside `{type(node).__name__.lower()}`", "call it outside")
        else:
            out.append(node)

    def _holds_call(self, node: ast.AST, scope: Scope) -> bool:
        return self._lifter.has_call(node, scope)

    def _if(self, node: ast.If, scope: Scope, out: Statements) -> None:
        mark = self._names.mark()
        node.test = self._lifter.condition(node.test, scope, out)
        self._names.release(mark)
        self._branches(node, scope, out)

    def _for(self, node: ast.For, scope: Scope, out: Statements) -> None:
        node.iter = self._lifter.lifted(node.iter, scope, out)
        self._branches(node, scope, out)

    def _while(self, node: ast.While, scope: Scope, out: Statements) -> None:
        if self._holds_call(node.test, scope):
            raise scope.cannot(node, "a call in the condition of a loop", "call it in the loop and keep what it gives in a name")
        self._branches(node, scope, out)

    def _branches(self, node: ast.If | ast.For | ast.While, scope: Scope, out: Statements) -> None:
        node.body = self._block(node.body, scope)
        node.orelse = self._block(node.orelse, scope) if node.orelse else []
        out.append(node)

    def _expression(self, node: ast.Expr, scope: Scope, out: Statements) -> None:
        """A call for what it does; what it gives is dropped."""
        if isinstance(node.value, ast.Call) and self._lifter.is_call(node.value, scope):
            left = self._put_in(node.value, scope, out)
            if not is_still(left, scope.kinds):
                out.append(ast.Expr(left))
        else:
            node.value = self._lifter.lifted(node.value, scope, out)
            out.append(node)

    def _assign(self, node: ast.Assign, scope: Scope, out: Statements) -> None:
        if any(self._holds_call(target, scope) for target in node.targets):
            raise scope.cannot(node, "a call in what is assigned to", "put the slot's number into a name first")
        node.value = self._lifter.lifted(node.value, scope, out)
        out.append(node)

    def _augmented(self, node: ast.AugAssign, scope: Scope, out: Statements) -> None:
        """`a += f()` as `a = a + f()`: a is read before the call, as it was."""
        places = [node.target.value, node.target.slice] if isinstance(node.target, ast.Subscript) else [node.target]
        if self._holds_call(node.target, scope) or not all(is_still(place, scope.kinds) for place in places):
            raise scope.cannot(node, "a call added to a slot whose number is no local's", "put the slot's number into a name first")
        read = copy.deepcopy(node.target)
        read.ctx = ast.Load()
        value = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
        self._assign(ast.copy_location(ast.Assign([node.target], value), node), scope, out)

    def _return(self, node: ast.Return, scope: Scope, out: Statements) -> None:
        assert node.value
        node.value = self._lifter.lifted(node.value, scope, out)
        out.append(node)

    def _put_in(self, call: ast.Call, scope: Scope, out: Statements) -> ast.expr:
        """The callee's statements go to `out`; the expression that its value is."""
        target = found(self._modules, scope.module, call)
        assert target
        home, function = target
        self._check(call, scope, home, function)
        self.put_in.add((home.name, function.name))
        body = renamed(body_of(function), self._bound(call, function, home, scope, out))
        last = body.pop() if body and isinstance(body[-1], ast.Return) else ast.Return()
        inner = Scope(home, function.name, scope.kinds, (*scope.trail, (home.name, function.name)))
        out.extend(self._block(body, inner) if body else [])
        assert isinstance(last, ast.Return)
        return self._lifter.lifted(last.value, inner, out) if last.value else ast.Constant(0)

    def _check(self, call: ast.Call, scope: Scope, home: Module, function: ast.FunctionDef) -> None:
        if (home.name, function.name) in scope.trail:
            raise scope.cannot(call, f"{function.name}, which calls itself", "write it as a loop")
        check(home, function)
        if call.keywords or any(isinstance(argument, ast.Starred) for argument in call.args) or len(call.args) != len(function.args.args):
            raise scope.cannot(call, f"{function.name} with other arguments than it declares", "give each by its place")
        for node in foreign_names(home, function):
            is_elsewhere = home.name != self._root or node.id in scope.kinds
            if is_elsewhere and not self._is_function(home, node.id):
                raise cannot(home, function.name, node, f"uses {node.id} of its own module", "hand it over as an argument")

    def _is_function(self, home: Module, name: str) -> bool:
        """True for a name by which a module calls a function that is put in."""
        module, function = home.imported.get(name, (home.name, name))
        return module in self._modules and function in self._modules[module].functions

    def _bound(self, call: ast.Call, function: ast.FunctionDef, home: Module, scope: Scope, out: Statements) -> dict[str, ast.expr]:
        """What stands for each name of the callee."""
        kinds = local_kinds(function, home.constants)
        stored = stored_in(body_of(function))
        names = _literals(home, kinds)
        for name, argument in zip(parameter_kinds(function), call.args, strict=True):
            names[name] = self._argument(argument, kinds[name], name in stored, scope, out)
        for name in sorted(stored - set(names)):
            names[name] = ast.Name(self._names.take(kinds[name]), ast.Load())
        return names

    def _argument(self, argument: ast.expr, kind: str, is_set: bool, scope: Scope, out: Statements) -> ast.expr:
        """A local or a literal stands for a parameter as it is, unless the callee sets it; all else gets a name."""
        came = kind_of(argument, scope.kinds)
        if came != kind:
            raise scope.cannot(argument, f"`{ast.unparse(argument)}`, {came} where {kind} is declared", f"write {kind}(...)")
        value = self._lifter.lifted(argument, scope, out)
        return value if _is_plain(value, scope) and not is_set else self._lifter.keep(value, kind, out)


def _literals(module: Module, locals_: Kinds) -> dict[str, ast.expr]:
    """What stands for a module's constants, but for those that a local hides."""
    return {name: literal(value) for name, value in module.constants.items() if name not in locals_}


def _is_plain(value: ast.expr, scope: Scope) -> bool:
    sign_off = value.operand if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub) else value
    return isinstance(sign_off, ast.Constant) or isinstance(value, ast.Name) and is_still(value, scope.kinds)
