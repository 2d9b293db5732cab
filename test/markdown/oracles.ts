import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import sanitize from 'sanitize-html'
import { expect } from 'vitest'

/** Everything that render() may write, by element. Whatever is not here is a hole. */
const ALLOWED: Record<string, Record<string, RegExp>> = {
  a: {
    href: /^(?:https?:\/\/[^/]|mailto:.|tel:.)/i,
    title: /^/,
    rel: /^noopener noreferrer nofollow$/,
    target: /^_blank$/,
  },
  code: { class: /^language-[\w+#.-]{1,40}$/ },
  input: { type: /^checkbox$/, disabled: /^$/, checked: /^$/ },
  ol: { start: /^\d{1,9}$/ },
  td: { align: /^(?:left|right|center)$/ },
  th: { align: /^(?:left|right|center)$/ },
  ...Object.fromEntries(
    'blockquote br del em h1 h2 h3 h4 h5 h6 hr li p pre strong table tbody thead tr ul'
      .split(' ')
      .map((name) => [name, {}]),
  ),
}

/** Allowed in HTML, where they show nothing; a parser complains nevertheless. */
const HARMLESS = ['control-character-in-input-stream', 'noncharacter-in-input-stream']

type Tree = string | { tag: string; attributes: Record<string, string>; children: Tree[] }

/** The three things an HTML body must be: well formed, made of allowed parts only, and unchanged by a sanitiser. */
export function expectSafe(html: string): void {
  const tree = parse(html)
  for (const node of tree) expectAllowed(node)
  expect(parse(sanitised(html))).toEqual(tree)
}

/** What a reader sees: the characters between the tags, a break as a line. */
export function visibleText(html: string): string {
  const read = (node: Tree): string => {
    if (typeof node === 'string') return node
    return node.tag === 'br' ? '\n' : node.children.map(read).join('')
  }
  return parse(html).map(read).join('')
}

function parse(html: string): Tree[] {
  const errors: string[] = []
  const fragment = parseFragment(html, { onParseError: ({ code }) => errors.push(code) })
  expect(errors.filter((code) => !HARMLESS.includes(code))).toEqual([])
  return fragment.childNodes.map(toTree)
}

function toTree(node: DefaultTreeAdapterTypes.ChildNode): Tree {
  if (node.nodeName === '#text') return (node as DefaultTreeAdapterTypes.TextNode).value
  if (!('tagName' in node)) throw new Error(`a ${node.nodeName} in the body`)
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]))
  return { tag: node.tagName, attributes, children: node.childNodes.map(toTree) }
}

function expectAllowed(node: Tree, inLink = false): void {
  if (typeof node === 'string') return
  const { tag, attributes, children } = node
  expect(Object.keys(ALLOWED)).toContain(tag)
  for (const [name, value] of Object.entries(attributes)) expect(value).toMatch(ALLOWED[tag]?.[name] ?? /^\b$/)
  if (tag === 'a') {
    expect(inLink).toBe(false)
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['href', 'rel', 'target']))
  }
  for (const child of children) expectAllowed(child, inLink || tag === 'a')
}

function sanitised(html: string): string {
  return sanitize(html, {
    allowedTags: Object.keys(ALLOWED),
    allowedAttributes: Object.fromEntries(Object.entries(ALLOWED).map(([tag, names]) => [tag, Object.keys(names)])),
    allowedClasses: { code: [/^language-[\w+#.-]{1,40}$/] },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowProtocolRelative: false,
  })
}
