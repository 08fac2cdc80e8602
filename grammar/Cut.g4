// The grammar of `.cut` files.
//
// Statements are parsed one by one and grouped into blocks afterwards, so that a mistake costs one statement: the parser
// calls `statement` at each statement word and goes on at the next one that stands first on its line. White space,
// line ends and comments mean nothing.
//
// Some tokens and rules accept more than the language has, where the wrong form is a common habit (`&&`, `60 < m < 120`,
// `[40 GeV, 120 GeV]`, `≥`): those are read, reported with the right form as an edit, and the rest of the statement is
// checked all the same. Such alternatives are marked "not the language".
//
// The language proper stands beside them: a line `//= RULE : ... ;` is the rule as the language has it, where that
// differs from what is read, and the first spelling of a token is the only one. `derive.py` reads those and makes the
// grammars for editors and for models from them.
grammar Cut;

// ---- statements -----------------------------------------------------------------------------------------------------

//= file      : head? define* (block | selection)* ;
//= head      : analysis metadata* (luminosity metadata*)? ;
//= block     : object cut* define*
//=           | candidate (cut | define)* (criterion then* define*)?
//=           | function define*
//=           | table (ROW entry)+ outside define*
//=           | variation define*
//=           | regions (ROW entries)+ define* ;
//= selection : region published? (line published? | bins binsBy+ published?)* ;
//= line      : cut | define | weight | histogram | profile | ntuple | skim ;
//= published : observed background? | background observed? ;

statement
    : analysis | metadata | luminosity
    | object | candidate | criterion | then | define | function
    | table | row | outside | variation
    | region | cut | weight | histogram | profile | ntuple | skim
    | bins | binsBy | observed | background
    | regions ;

analysis  : ANALYSIS STRING ;
metadata  : (EXPERIMENT | REFERENCE) STRING ;
luminosity : LUMINOSITY number (SLASH name | name) (CARET? MINUS? INT)? ; // not the language: `fb-1`, `fb^-1`
//= luminosity : LUMINOSITY number SLASH name ;

object    : OBJECT name FROM (groups | sources) (EXCLUDING names)? ordering? ;
// The same, so that one token of look-ahead is enough.
//= object    : OBJECT name FROM names (IN name (AND group)* | AS name (COMMA source)*)? (EXCLUDING names)? ordering? ;
sources   : source (COMMA source)* ;
source    : name (AS name)? ;
ordering  : ORDER BY expr COMMA (HIGHEST | LOWEST) FIRST ;

candidate : CANDIDATE name FROM (GROUPS name COMMA name OF name | groups) ;
criterion : CLOSEST expr TO expr
          | (LOWEST | HIGHEST) expr ;
then      : THEN ((LOWEST | HIGHEST) expr
               | CLOSEST expr TO expr) ;                           // not the language: `lowest |a - b|`
//= then      : THEN (LOWEST | HIGHEST) expr ;

define    : DEFINE name ASSIGN value ;

function  : FUNCTION signature ASSIGN value
          | INTRINSIC FUNCTION signature ;
signature : name LPAREN parameter (COMMA parameter)* RPAREN ARROW type ;
parameter : name COLON type ;
type      : name (LESS name GREATER | CARET power)? ;

// A table and a table of regions are a first line and rows; each row is read by itself.
table     : TABLE signature ;
row       : ROW (entry | entries) ;
entry     : interval (COMMA interval)* COLON measure unit? ;
entries   : name COLON cell (COMMA cell)* ;
cell      : MINUS | relation ;
outside   : OUTSIDE (NEAREST | bound unit?) ;
measure   : bound errors? ;
errors    : PLUS (MINUS number | number MINUS number)
          | PLUS_MINUS number                                      // not the language: `±`
          | MINUS number PLUS number ;                             // not the language: the lower error first
//= errors    : PLUS MINUS number | PLUS number MINUS number ;

variation : VARIATION name COLON (SCALE name BY bound | USE name (UP | DOWN)) ;

region    : REGION name (FROM names)? ;
cut       : (SELECT | REJECT) expr guard? STRING? ;
guard     : WHEN expr ;
weight    : WEIGHT value (COLON value)? STRING? ;                  // not the language: a name in front
//= weight    : WEIGHT value STRING? ;

histogram : HISTO name guard? COLON value comprehension? COMMA axis (BY value comprehension? COMMA axis)? STRING? ;
                                                                   // not the language: `for` behind `by`
//= histogram : HISTO name guard? COLON value comprehension? COMMA axis (BY value COMMA axis)? STRING? ;
profile   : PROFILE name guard? COLON value comprehension? BY value comprehension? COMMA axis STRING? ;
//= profile   : PROFILE name guard? COLON value comprehension? BY value COMMA axis STRING? ;
axis      : INT BINS range | EDGES bounds ;
range     : FROM bound unit? TO bound unit?                        // not the language: a unit before `to`
          | IN interval ;                                          // not the language: `40 bins in [30, 150] GeV`
//= range     : FROM bound TO bound unit? ;
bounds    : bound unit? (COMMA bound unit?)* ;                     // not the language: more than one unit
//= bounds    : bound (COMMA bound)* unit? ;

ntuple    : NTUPLE name guard? COLON column (COMMA column)* ;
column    : value (AS name)?
          | FIRST INT OF name LPAREN names RPAREN PAD bound unit? ;
skim      : SKIM name guard? ;

bins      : BINS name guard? ;
binsBy    : BY expr COLON bounds (AND ABOVE)? ;
observed  : OBSERVED INT (COMMA INT)* ;
background : BACKGROUND measure (COMMA measure)* ;

regions   : REGIONS FROM names WITH sum (COMMA sum)* ;

name      : NAME ;
names     : name (COMMA name)* ;
group     : names IN name (DOT name)* ;                            // not the language: `in mega.A`
//= group     : names IN name ;
groups    : group (AND group | COMMA group | COMMA name)* ;        // not the language: commas between groups
//= groups    : group (AND group)* ;

// ---- expressions ----------------------------------------------------------------------------------------------------

formula   : value EOF ;

value     : expr ((WHEN | ELSE) expr)* ;                           // not the language: `when` without `else`
//= value     : expr ((WHEN expr)? ELSE value)? ;
expr      : conjunction (either conjunction)* ;
either    : OR | BAR BAR ;                                         // not the language: `||`
//= either    : OR ;
conjunction : negation (AND negation)* ;
negation  : NOT* sum relation* ;                                   // not the language: more than one relation
//= negation  : NOT* sum relation? ;
relation  : comparator sum
          | NOT? IN interval                                       // not the language: `not in`
          | IS NOT? name ;                                         // not the language: `is not`
//= relation  : comparator sum | IN interval | IS name ;
comparator : LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL
          | ASSIGN ;                                               // not the language: `=` for `==`
//= comparator : LESS | LESS_EQUAL | GREATER | GREATER_EQUAL | EQUAL | NOT_EQUAL ;
interval  : (LBRACKET | LPAREN) bound unit? COMMA bound unit? (RBRACKET | RPAREN) unit? ;
                                                                   // not the language: a unit before the bracket
//= interval  : (LBRACKET | LPAREN) bound COMMA bound (RBRACKET | RPAREN) unit? ;
bound     : MINUS? (INT | NUMBER | PI) ;
number    : INT | NUMBER ;

sum       : term ((PLUS | MINUS) term)* ;
term      : factor ((STAR | SLASH) factor)* ;
factor    : MINUS* (literal | atom) ;
literal   : (INT | NUMBER) (unit | CARET power)? ;
atom      : primary (CARET power)* ;                               // not the language: more than one power
//= atom      : primary (CARET power)? ;
primary   : (call | name | THIS | PI | parentheses) (attribute | index)*
          | BAR sum BAR ;
call      : name LPAREN argument (comprehension | (COMMA argument)*) RPAREN ;
argument  : value | BIT INT ;
comprehension : FOR groups (WHEN expr)? ;
parentheses : LPAREN value RPAREN ;
attribute : DOT name ;
index     : LBRACKET INT RBRACKET ;

unit      : UNIT (CARET power)? ;
power     : MINUS? (INT | NUMBER)
          | LPAREN MINUS? INT SLASH INT RPAREN ;

// ---- words ----------------------------------------------------------------------------------------------------------

// Words that begin a statement; `highest`, `lowest` and `bins` stand inside of others as well.
ANALYSIS  : 'analysis' ;
EXPERIMENT : 'experiment' ;
REFERENCE : 'reference' ;
LUMINOSITY : 'luminosity' ;
OBJECT    : 'object' ;
CANDIDATE : 'candidate' ;
CLOSEST   : 'closest' ;
LOWEST    : 'lowest' ;
HIGHEST   : 'highest' ;
THEN      : 'then' ;
DEFINE    : 'define' ;
FUNCTION  : 'function' ;
INTRINSIC : 'intrinsic' ;
TABLE     : 'table' ;
VARIATION : 'variation' ;
REGION    : 'region' ;
REGIONS   : 'regions' ;
SELECT    : 'select' ;
REJECT    : 'reject' ;
WEIGHT    : 'weight' ;
HISTO     : 'histo' ;
PROFILE   : 'profile' ;
NTUPLE    : 'ntuple' ;
SKIM      : 'skim' ;
BINS      : 'bins' ;
OBSERVED  : 'observed' ;
BACKGROUND : 'background' ;
// Words that begin a further line of a statement.
ROW       : 'row' ;
OUTSIDE   : 'outside' ;
BY        : 'by' ;

FROM      : 'from' ;
EXCLUDING : 'excluding' ;
ORDER     : 'order' ;
FIRST     : 'first' ;
GROUPS    : 'groups' ;
OF        : 'of' ;
TO        : 'to' ;
WHEN      : 'when' ;
ELSE      : 'else' ;
FOR       : 'for' ;
EDGES     : 'edges' ;
AS        : 'as' ;
PAD       : 'pad' ;
ABOVE     : 'above' ;
WITH      : 'with' ;
SCALE     : 'scale' ;
USE       : 'use' ;
UP        : 'up' ;
DOWN      : 'down' ;
NEAREST   : 'nearest' ;
IS        : 'is' ;
BIT       : 'bit' ;
THIS      : 'this' ;
UNIT      : 'GeV' | 'MeV' | 'TeV' | 'rad' | 'deg' ;
//= UNIT      : 'GeV' | 'MeV' | 'TeV' | 'rad' | 'deg' ;

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

PLUS_MINUS : '±' | '+/-' ;                                         // not the language: `+-` is two tokens
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
          | ('_' | LETTER) ([a-zA-Z0-9_] | LETTER | MARK)* ;       // not the language: `_x`, `Δφ`
// As XML has them, in ranges: the Unicode classes have so many that every start of the program would feel it.
fragment LETTER : [a-zA-Z\u00AA\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF]
                | [\u2100-\u218F\u2C00-\u2FEF\u3005-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF21-\uFF3A\uFF41-\uFF5A\uFF66-\uFFDC]
                | [\u{10000}-\u{1EFFF}\u{20000}-\u{323AF}] ;
fragment MARK   : [\u0300-\u036F\u1DC0-\u1DFF\u20D0-\u20FF] ;

INT       : '0' | [1-9] [0-9]*
          | '0' [0-9]+                                             // not the language: `007`
          | GROUPED ;                                              // nor `1,000`
//= INT       : '0' | [1-9] [0-9]* ;
NUMBER    : [0-9]+ ('.' [0-9]+)? EXPONENT?
          | '.' [0-9]+ EXPONENT? | [0-9]+ '.' EXPONENT?            // not the language: `.5`, `5.`
          | GROUPED '.' [0-9]+ ;                                   // nor `1,000.5`
//= NUMBER    : ('0' | [1-9] [0-9]*) ('.' [0-9]+ ([eE] [+-]? [0-9]+)? | [eE] [+-]? [0-9]+) ;
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
