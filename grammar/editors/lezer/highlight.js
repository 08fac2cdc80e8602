// What the nodes and words of cut.grammar are, for highlighters. The words that cut.grammar has come from Cut.g4; those
// that are listed here are told apart, all others are keywords.
import {styleTags, tags as t} from "@lezer/highlight"

export const highlighting = styleTags({
  Comment: t.lineComment,
  String: t.string,
  Number: t.number,
  Name: t.variableName,
  "Call/Name": t.function(t.variableName),
  "Attribute/Name": t.propertyName,
  "Object/Declared/Name Candidate/Declared/Name": t.definition(t.typeName),
  "Selection/Declared/Name Entries/Declared/Name": t.heading,
  "Define/Declared/Name": t.definition(t.variableName),
  "Function/Declared/Name Table/Declared/Name": t.definition(t.function(t.variableName)),
  "Variation/Declared/Name Histogram/Declared/Name Profile/Declared/Name": t.labelName,
  "Ntuple/Declared/Name Skim/Declared/Name Bins/Declared/Name": t.labelName,
  "Type/Name": t.typeName,
  "GeV MeV TeV rad deg": t.unit,
  "and or not in is": t.operatorKeyword,
  "this pi": t.atom,
  "analysis experiment reference luminosity object candidate closest lowest highest then define function intrinsic":
    t.keyword,
  "table variation region regions select reject weight histo profile ntuple skim bins observed background": t.keyword,
  "row outside by from excluding order first groups of to when else for edges as pad above with scale use up down":
    t.keyword,
  "nearest bit": t.keyword,
  "\"==\" \"!=\" \"<\" \"<=\" \">\" \">=\"": t.compareOperator,
  "\"+\" \"-\" \"*\" \"/\" \"^\" \"|\"": t.arithmeticOperator,
  "\"=\" \"->\"": t.definitionOperator,
  "\"(\" \")\"": t.paren,
  "\"[\" \"]\"": t.squareBracket,
  "\",\" \":\" \".\"": t.separator,
})
