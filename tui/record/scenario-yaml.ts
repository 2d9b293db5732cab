import { Document, type Node, visit } from 'yaml'
import { jsonSafe } from '../../cli/term-safe.ts'

/** One line a step; what a terminal would obey is escaped. */
export function yamlOf(scenario: object): string {
  const document = new Document(scenario)
  for (const name of ['sessions', 'dialogs']) Object.assign(document.get(name) as object, { flow: true })
  for (const step of (document.get('steps') as unknown as { items: Node[] }).items) Object.assign(step, { flow: true })
  visit(document, {
    Scalar(_, node) {
      const { value } = node
      if (typeof value === 'string' && jsonSafe(JSON.stringify(value)) !== `"${value}"`) node.type = 'QUOTE_DOUBLE'
    },
  })
  return jsonSafe(document.toString({ lineWidth: 0, flowCollectionPadding: true }))
}
