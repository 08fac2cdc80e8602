// The language for CodeMirror 6: `EditorView({extensions: [basicSetup, cut()]})`.
import {foldInside, foldNodeProp, indentNodeProp, LanguageSupport, LRLanguage} from "@codemirror/language"
import {parser} from "./parser.js"

/// The end of a node's first line, so that a folded block still shows it.
function behindFirstLine(node, state) {
  const line = state.doc.lineAt(node.from)
  return line.to < node.to ? {from: line.to, to: node.to} : null
}

export const cutLanguage = LRLanguage.define({
  name: "cut",
  parser: parser.configure({
    props: [
      foldNodeProp.add({"Selection Object Candidate Table Ntuple": behindFirstLine, Parentheses: foldInside}),
      indentNodeProp.add({"Selection Object Candidate Table": (context) => context.baseIndent + context.unit}),
    ],
  }),
  languageData: {commentTokens: {line: "#"}, closeBrackets: {brackets: ["(", "[", '"']}},
})

export function cut() {
  return new LanguageSupport(cutLanguage)
}
