import { MailFailure, type MailFault } from '../ports/mailer.ts'

/** What nodemailer tells of a failure: its own code, that of the system, the SMTP answer and what it was an answer to. */
interface SmtpError {
  message: string
  code?: string
  originalCode?: string
  timeoutType?: string
  responseCode?: number
  command?: string
}

/** A server that answers so wants a login, or another one, wherever in the session it says it. */
const loginWanted = [530, 534, 535, 538]
/** What is asked about one mail; everything before concerns all of them. */
const aboutMail = ['MAIL FROM', 'RCPT TO', 'DATA']
const CERTIFICATE = /certificate|self.signed|altname|handshake|ssl|tls/i
const REASON_CHARACTERS = 500

/** What an error of nodemailer's means. */
export function smtpFailure(error: unknown): MailFailure {
  const failure = error as SmtpError
  return new MailFailure(
    faultOf(failure),
    failure.message.replace(/\s+/g, ' ').replace(/\.$/, '').slice(0, REASON_CHARACTERS),
  )
}

function faultOf({ message, code, originalCode, timeoutType, responseCode, command = '' }: SmtpError): MailFault {
  if (code === 'ETIMEDOUT') return timeoutType === 'SOCKET_TIMEOUT' ? 'smtp_silent' : 'smtp_unreachable'
  if (code === 'EABORT') return 'smtp_silent'
  if (code === 'ETLS' || (code === 'ESOCKET' && CERTIFICATE.test(`${originalCode} ${message}`))) return 'smtp_tls'
  if (responseCode) {
    if (loginWanted.includes(responseCode)) return 'smtp_login'
    if (!aboutMail.includes(command)) return 'smtp_closed'
    return responseCode >= 500 ? 'mail_refused' : 'mail_deferred'
  }
  if (code === 'EAUTH' || code === 'ENOAUTH') return 'smtp_login'
  // Not an address at all, which nodemailer sees before it asks the server.
  if (code === 'EENVELOPE') return 'mail_refused'
  if (code === 'EDNS' || (code === 'ESOCKET' && originalCode !== 'ECONNRESET')) return 'smtp_unreachable'
  return 'smtp_cut'
}
