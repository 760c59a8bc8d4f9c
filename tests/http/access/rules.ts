import { assertNever } from '../../../api/lib/assert-never.ts';
import type { May, Row } from './table.ts';
import type { Target } from './targets.ts';
import type { Who } from './who.ts';

/**
 * The status that `who` is answered with, by rules that hold for every operation. Their order counts:
 * who may not do a thing at all is not told whether there is something to do it to.
 */
export function expectedStatus(row: Row, method: string, who: Who, target?: Target): number {
  if (row.may === 'anyone') return row.answers;
  if (who.isDead) return 401;
  const scope = method === 'GET' ? 'read' : 'write';
  if (who.scopes?.includes(scope) === false) return 403;
  if (row.session && who.scopes !== undefined) return 403;
  if (row.may === 'administrators' && !who.isAdmin) return 403;
  const isForAll = row.may === 'author and all administrators' && who.isAdmin;
  if (isForAll && target?.name !== 'absent') return row.answers;
  if (target !== undefined && !sees(row, who, target)) return 404;
  if (row.notDirect && target?.name === 'direct') return 403;
  return isFor(row.may, who, target) ? row.answers : 403;
}

/** Whether the target must be answered to `who` as one that is not there. */
export function isHidden(row: Row, who: Who, target: Target): boolean {
  if (row.may === 'administrators' && !who.isAdmin) return row.about !== 'oneself';
  return who.isDead || !sees(row, who, target);
}

function sees({ about }: Row, who: Who, target: Target): boolean {
  if (isIn(who, target)) return true;
  if (about === 'file') return target.makerId !== undefined && target.makerId === who.userId;
  return target.isPublic && about !== 'message' && about !== 'membership';
}

function isFor(may: May, who: Who, target: Target | undefined): boolean {
  const isMaker = target?.makerId === who.userId;
  switch (may) {
    case 'anyone':
    case 'everyone':
      return true;
    case 'members':
      return isIn(who, target);
    case 'managers':
      return (isMaker || who.isAdmin) && target?.name !== 'direct';
    case 'members and managers':
      return isFor('members', who, target) || isFor('managers', who, target);
    case 'author':
      return isMaker;
    case 'author and administrators':
    case 'author and all administrators':
      return isMaker || who.isAdmin;
    case 'administrators':
      return who.isAdmin;
    case 'nobody':
      return false;
    default:
      return assertNever(may);
  }
}

function isIn({ userId }: Who, target: Target | undefined): boolean {
  return userId !== undefined && target?.memberIds.has(userId) === true;
}
