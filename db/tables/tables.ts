import type { ApiTokensTable } from './api-tokens.ts';
import type { AuditLogTable } from './audit-log.ts';
import type { ChannelSettingsTable } from './channel-settings.ts';
import type { ChannelsTable } from './channels.ts';
import type { DeviceTokensTable } from './device-tokens.ts';
import type { DeviceKeysTable, DevicesTable, UserDevicesTable } from './devices.ts';
import type { EventLogHeadTable, EventLogTable } from './event-log.ts';
import type { LeaseClockTable } from './lease-clock.ts';
import type { LoginThrottleTable } from './login-throttle.ts';
import type { MembershipsTable } from './memberships.ts';
import type { MessageTextsTable } from './message-texts.ts';
import type { MentionsTable, MessagesTable } from './messages.ts';
import type { ReactionsTable } from './reactions.ts';
import type { SavedMessagesTable } from './saved-messages.ts';
import type { SearchEntriesTable, SearchStateTable } from './search.ts';
import type { ServerIdentityTable } from './server-identity.ts';
import type { EndedSessionsTable, SessionsTable } from './sessions.ts';
import type { ThreadReadersTable, ThreadsTable } from './threads.ts';
import type { UsersTable } from './users.ts';

/** The whole database. Names are camelCase here and snake_case in SQL. */
export interface Tables {
  apiTokens: ApiTokensTable;
  auditLog: AuditLogTable;
  channelSettings: ChannelSettingsTable;
  channels: ChannelsTable;
  deviceKeys: DeviceKeysTable;
  devices: DevicesTable;
  deviceTokens: DeviceTokensTable;
  endedSessions: EndedSessionsTable;
  eventLog: EventLogTable;
  eventLogHead: EventLogHeadTable;
  leaseClock: LeaseClockTable;
  loginThrottle: LoginThrottleTable;
  memberships: MembershipsTable;
  mentions: MentionsTable;
  messageTexts: MessageTextsTable;
  messages: MessagesTable;
  reactions: ReactionsTable;
  savedMessages: SavedMessagesTable;
  searchEntries: SearchEntriesTable;
  searchState: SearchStateTable;
  serverIdentity: ServerIdentityTable;
  sessions: SessionsTable;
  threadReaders: ThreadReadersTable;
  threads: ThreadsTable;
  userDevices: UserDevicesTable;
  users: UsersTable;
}
