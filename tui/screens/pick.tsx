import { dim, Row, span } from '../components/row.tsx'
import { Rows } from '../components/rows.tsx'
import { pad } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { useTheme } from '../theme.ts'

/** Whom to connect as. */
export function PickScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { people, ui } = tester
  const room = Math.max(1, height - 4)
  const from = Math.max(0, Math.min(ui.cursor - (room >> 1), people.length - room))
  const order = [...ui.picked].sort((a, b) => a - b)
  return (
    <Rows width={width} height={height}>
      <Row
        spans={[
          span(' Connect as whom?', { bold: true, color: theme.accent }),
          dim('  Space picks, Enter begins. Two people show best what happens.'),
        ]}
        width={width}
      />
      <Row spans={[]} width={width} />
      {people.slice(from, from + room).map(({ user, about }, at) => {
        const index = from + at
        const picked = order.indexOf(index)
        const name = picked < 0 ? '   ' : `(${String.fromCharCode(65 + picked)})`
        return (
          <Row
            key={about}
            inverse={index === ui.cursor}
            spans={[
              span(index === ui.cursor ? ' ▸ ' : '   ', { bold: true }),
              span(`${name} `, { bold: true, color: theme.good }),
              span(pad(user, 24), { bold: true }),
              dim(about),
            ]}
            width={width}
          />
        )
      })}
    </Rows>
  )
}
