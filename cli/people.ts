import type { DialogRecord, Store, UserRecord } from '../src/ports/store.ts'
import { Refusal } from '../src/protocol/errors.ts'
import { Failure } from './failure.ts'

/** The user that a person means by `ref`: an id, or a mail address. */
export async function findUser(store: Store, ref: string): Promise<UserRecord> {
  if (/^\d{1,15}$/.test(ref)) {
    const user = await store.users.find(Number(ref))
    if (user) return user
    throw new Refusal('user_not_found', { about: ref })
  }
  const [user, ...others] = await store.users.findByEmail(ref)
  if (!user) throw new Refusal('user_not_found', { about: ref })
  const ids = [user, ...others].map(({ id }) => id).join(', ')
  if (others.length > 0) throw new Failure('usage', 'ambiguous_user', { ref, ids })
  return user
}

export const findUsers = (store: Store, refs: string): Promise<UserRecord[]> =>
  Promise.all(
    refs
      .split(',')
      .map((ref) => ref.trim())
      .filter(Boolean)
      .map((ref) => findUser(store, ref)),
  )

/** Refuses `dialog_not_found`. */
export async function findDialog(store: Store, id: number): Promise<DialogRecord> {
  const dialog = await store.dialogs.find(id)
  if (!dialog) throw new Refusal('dialog_not_found', { about: String(id) })
  return dialog
}

const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString())
const minute = (time: number) => new Date(time).toISOString().replace('T', ' ').slice(0, 16)

export const nameOf = ({ first_name, last_name }: { first_name: string; last_name: string }): string =>
  `${first_name} ${last_name}`.trim()

/** A user as `--json` gives it: the record with its times in ISO 8601. */
export const userJson = (user: UserRecord) => ({
  ...user,
  disabled_at: iso(user.disabled_at),
  date_created: iso(user.date_created),
})

export const userFields = (user: UserRecord): [string, string][] => [
  ['id', String(user.id)],
  ['email', user.email ?? ''],
  ['username', user.username ?? ''],
  ['name', nameOf(user)],
  ['reviewer', String(user.reviewer_id ?? '')],
  ['mail', user.email_notifications ? 'on' : 'off'],
  ['language', user.locale ?? ''],
  ['state', user.disabled_at === null ? 'active' : `disabled ${minute(user.disabled_at)}`],
  ['created', minute(user.date_created)],
]

export const userColumns = ['id', 'email', 'reviewer', 'state', 'name']
export const userRow = (user: UserRecord): string[] => [
  String(user.id),
  user.email ?? '',
  String(user.reviewer_id ?? ''),
  user.disabled_at === null ? 'active' : 'disabled',
  nameOf(user),
]

/** A dialog as `--json` gives it. */
export const dialogJson = (dialog: DialogRecord) => ({
  ...dialog,
  last_activity: iso(dialog.last_activity),
  date_created: iso(dialog.date_created),
})

export const dialogColumns = ['id', 'messages', 'last activity', 'users']
export const dialogRow = (dialog: DialogRecord): string[] => [
  String(dialog.id),
  String(dialog.messages),
  minute(dialog.last_activity),
  dialog.user_ids.join(','),
]
