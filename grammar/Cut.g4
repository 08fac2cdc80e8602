// The grammar of `.cut` files.
//
// Statements are parsed one by one and grouped into blocks afterwards, so that a mistake costs one statement: the parser
// calls `statement` at each statement word and goes on at the next one that stands first on its line. White space,
// line ends and comments mean nothing.
//
// Some tokens and rules accept more than the language has, where the wrong form is a common habit (`&&`, `60 < m < 120`,
// `[40 GeV, 120 GeV]`, `≥`): those are read, reported with the right form as an edit, and the rest of the statement is
// checked all the same. Such alternatives are marked "not the language".
grammar Cut;

// ---- statements -----------------------------------------------------------------------------------------------------

statement
    : analysis | object | candidate | criterion | define | function | region | cut | histogram | ntuple ;

analysis  : ANALYSIS STRING ;

object    : OBJECT name FROM names (EXCLUDING names)? ;

candidate : CANDIDATE name FROM groups ;
criterion : CLOSEST expr TO expr
          | (LOWEST | HIGHEST) expr ;

define    : DEFINE name ASSIGN value ;

function  : FUNCTION signature ASSIGN value
          | INTRINSIC FUNCTION signature ;
signature : name LPAREN parameter (COMMA parameter)* RPAREN ARROW type ;
parameter : name COLON type ;
type      : name (LESS name GREATER | CARET power)? ;

region    : REGION name (FROM names)? ;
cut       : (SELECT | REJECT) expr guard? STRING? ;
guard     : WHEN expr ;

histogram : HISTO name guard? COLON value COMMA axis STRING? ;
axis      : INT BINS FROM bound unit? TO bound unit? ;             // not the language: a unit before `to`
ntuple    : NTUPLE name guard? COLON column (COMMA column)* ;
column    : value (AS name)? ;

name      : NAME ;
names     : name (COMMA name)* ;
group     : names IN name ;
groups    : group (AND group)* ;

// ---- expressions ----------------------------------------------------------------------------------------------------

formula   : value EOF ;

value     : expr (WHEN expr (ELSE expr)?)* ;                       // not the language: `when` without `else`
expr      : conjunction (either conjunction)* ;
either    : OR | BAR BAR ;                                         // not the language: `||`
conjunction : negation (AND negation)* ;
negation  : NOT* sum relation* ;                                   // not the language: more than one relation
relation  : comparator sum
          | NOT? IN interval ;                                     // not the language: `not in`
comparator : LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL
          | ASSIGN ;                                               // not the language: `=` for `==`
interval  : (LBRACKET | LPAREN) bound unit? COMMA bound unit? (RBRACKET | RPAREN) unit? ;
                                                                   // not the language: a unit before the bracket
bound     : MINUS? (INT | NUMBER | PI) ;

sum       : term ((PLUS | MINUS) term)* ;
term      : factor ((STAR | SLASH) factor)* ;
factor    : MINUS* (literal | atom) ;
literal   : (INT | NUMBER) (unit | CARET power)? ;
atom      : primary (CARET power)* ;                               // not the language: more than one power
primary   : (call | name | THIS | PI | parentheses) (attribute | index)*
          | BAR sum BAR ;
call      : name LPAREN value (comprehension | (COMMA value)*) RPAREN ;
comprehension : FOR groups (WHEN expr)? ;
parentheses : LPAREN value RPAREN ;
attribute : DOT name ;
index     : LBRACKET INT RBRACKET ;

unit      : UNIT (CARET power)? ;
power     : MINUS? (INT | NUMBER)
          | LPAREN MINUS? INT SLASH INT RPAREN ;

// ---- words ----------------------------------------------------------------------------------------------------------

ANALYSIS  : 'analysis' ;
OBJECT    : 'object' ;
CANDIDATE : 'candidate' ;
DEFINE    : 'define' ;
FUNCTION  : 'function' ;
INTRINSIC : 'intrinsic' ;
REGION    : 'region' ;
SELECT    : 'select' ;
REJECT    : 'reject' ;
CLOSEST   : 'closest' ;
LOWEST    : 'lowest' ;
HIGHEST   : 'highest' ;
HISTO     : 'histo' ;
NTUPLE    : 'ntuple' ;

FROM      : 'from' ;
EXCLUDING : 'excluding' ;
TO        : 'to' ;
WHEN      : 'when' ;
ELSE      : 'else' ;
FOR       : 'for' ;
BINS      : 'bins' ;
AS        : 'as' ;
THIS      : 'this' ;
UNIT      : 'GeV' | 'MeV' | 'TeV' | 'rad' | 'deg' ;

// Words of statements that the language keeps for itself.
RESERVED
    : 'table' | 'row' | 'outside' | 'nearest' | 'variation' | 'scale' | 'use' | 'up' | 'down' | 'weight'
    | 'regions' | 'with' | 'groups' | 'of' | 'order' | 'by' | 'first' | 'then' | 'edges' | 'pad' | 'observed'
    | 'above' | 'is' | 'bit' ;

// ---- signs: the first spelling is the language, the others are reported and read as the first -----------------------

AND       : 'and' | '&&' | '&' | '∧' ;
OR        : 'or' | '∨' ;
NOT       : 'not' | '!' | '¬' ;
IN        : 'in' | '∈' ;
PI        : 'pi' | 'π' ;

EQUAL         : '==' | '===' ;
NOT_EQUAL     : '!=' | '≠' | '<>' | '!==' ;
LESS_EQUAL    : '<=' | '≤' | '⩽' | '=<' ;
GREATER_EQUAL : '>=' | '≥' | '⩾' | '=>' ;
LESS          : '<' ;
GREATER       : '>' ;
ASSIGN        : '=' | ':=' ;

PLUS      : '+' ;
MINUS     : '-' | '−' | '–' | '—' ;
STAR      : '*' | '×' | '·' | '⋅' ;
SLASH     : '/' | '÷' ;
CARET     : '^' | '**' ;
BAR       : '|' ;
ARROW     : '->' | '→' ;

LPAREN    : '(' ;
RPAREN    : ')' ;
LBRACKET  : '[' ;
RBRACKET  : ']' ;
COMMA     : ',' ;
COLON     : ':' ;
DOT       : '.' ;

NAME      : [a-zA-Z] [a-zA-Z0-9_]*
          | [_\p{L}] [_\p{L}\p{M}\p{Nd}]* ;                        // not the language: `_x`, `Δφ`

INT       : '0' | [1-9] [0-9]*
          | '0' [0-9]+                                             // not the language: `007`
          | GROUPED ;                                              // nor `1,000`
NUMBER    : [0-9]+ ('.' [0-9]+)? EXPONENT?
          | '.' [0-9]+ EXPONENT? | [0-9]+ '.' EXPONENT?            // not the language: `.5`, `5.`
          | GROUPED '.' [0-9]+ ;                                   // nor `1,000.5`
fragment EXPONENT : [eE] [+-]? [0-9]+ ;
// A group that begins with 0 is no number of its own; `[1,500]` is an interval.
fragment GROUPED  : [0-9]+ (',' [0-9] [0-9] [0-9])* ',0' [0-9] [0-9] (',' [0-9] [0-9] [0-9])* ;

STRING    : '"' ~["\r\n]* '"'
          | '"' ~["\r\n]*                                          // not the language: no closing quote
          | '\'' ~['\r\n]* '\''                                    // nor single quotes
          | [“”„‟«] ~[“”„‟»"\r\n]* [“”»"]? ;                       // nor typographic ones

COMMENT   : '#' ~[\r\n]* -> channel(HIDDEN) ;
FOREIGN_COMMENT : ('//' ~[\r\n]* | '/*' .*? '*/') -> channel(HIDDEN) ;  // not the language
SEMICOLON : ';' -> channel(HIDDEN) ;                                    // not the language
SPACE     : [ \t\r\n\f\u00A0\u2000-\u200B\u202F\u3000\uFEFF]+ -> skip ;

UNKNOWN   : . ;
