"""Syntax colours for Vim and Neovim."""

import vocabulary


def write(grammar):
    groups = {
        "cutStatement": ("Statement", grammar.statement_words),
        "cutKeyword": ("Keyword", [word for word in grammar.other_words if word != "this"]),
        "cutOperatorWord": ("Operator", grammar.operator_words),
        "cutUnit": ("Type", grammar.units),
        "cutConstant": ("Constant", ["pi", "this", *vocabulary.constants()]),
        "cutParticle": ("Type", [*vocabulary.particles(), *vocabulary.types()]),
    }
    lines = ['" Derived from Cut.g4 by `make golden`; not written by hand.', 'if exists("b:current_syntax")', "  finish",
             "endif", ""]
    lines += [f"syntax keyword {group} {' '.join(words)}" for group, (_, words) in groups.items()]
    lines += [
        r'syntax match cutFunction "\<\h\w*\>\ze\s*("',
        rf'syntax match cutLibrary "\<\%({chr(92) + "|"}\)\>\ze\s*("'.replace(
            "\\|", "\\|".join(vocabulary.functions())),
        r'syntax match cutAttribute "\.\zs\h\w*"',
        r'syntax match cutNumber "\<\d\+\%(\.\d\+\)\?\%([eE][+-]\?\d\+\)\?\>"',
        r'syntax match cutComment "#.*$" contains=@Spell',
        r'syntax match cutMath "\$[^$"]*\$" contained',
        r'syntax region cutString start=+"+ end=+"+ oneline contains=cutMath',
        "",
    ]
    links = {group: style for group, (style, _) in groups.items()}
    links.update(cutFunction="Function", cutLibrary="Function", cutAttribute="Identifier", cutNumber="Number",
                 cutComment="Comment", cutMath="Special", cutString="String")
    lines += [f"highlight default link {group} {style}" for group, style in links.items()]
    return "\n".join([*lines, "", 'let b:current_syntax = "cut"', ""])
