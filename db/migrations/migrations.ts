import type { Migration } from 'kysely/migration';
import * as initial from './0001-initial.ts';
import * as archivedChannels from './0002-archived-channels.ts';
import * as stableLeaseClock from './0003-stable-lease-clock.ts';
import * as leaseClockStandsStill from './0004-lease-clock-stands-still.ts';
import * as revisionsAndAudiences from './0005-revisions-and-audiences.ts';
import * as auditLog from './0006-audit-log.ts';
import * as kindsOfUsers from './0007-kinds-of-users.ts';
import * as growingDelays from './0008-growing-delays.ts';
import * as supersededTexts from './0009-superseded-texts.ts';
import * as namesOfPrivateChannels from './0010-names-of-private-channels.ts';
import * as families from './0011-families.ts';
import * as passwordsToChange from './0012-passwords-to-change.ts';
import * as deviceKeys from './0013-device-keys.ts';
import * as conversation from './0014-conversation.ts';
import * as search from './0015-search.ts';
import * as files from './0016-files.ts';
import * as unreadCounts from './0017-unread-counts.ts';
import * as numbersOfUsers from './0018-numbers-of-users.ts';

/** In order. A migration that has been released never changes. */
export const migrations: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-archived-channels': archivedChannels,
  '0003-stable-lease-clock': stableLeaseClock,
  '0004-lease-clock-stands-still': leaseClockStandsStill,
  '0005-revisions-and-audiences': revisionsAndAudiences,
  '0006-audit-log': auditLog,
  '0007-kinds-of-users': kindsOfUsers,
  '0008-growing-delays': growingDelays,
  '0009-superseded-texts': supersededTexts,
  '0010-names-of-private-channels': namesOfPrivateChannels,
  '0011-families': families,
  '0012-passwords-to-change': passwordsToChange,
  '0013-device-keys': deviceKeys,
  '0014-conversation': conversation,
  '0015-search': search,
  '0016-files': files,
  '0017-unread-counts': unreadCounts,
  '0018-numbers-of-users': numbersOfUsers,
};
