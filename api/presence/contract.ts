import { z } from 'zod';

export const presentUserSchema = z
  .object({
    userId: z.uuid(),
    username: z.string(),
    displayName: z.string(),
    status: z.enum(['active', 'away']),
    since: z.iso.datetime(),
  })
  .meta({ id: 'PresentUser' });
export type PresentUser = z.output<typeof presentUserSchema>;

export const presenceSchema = z
  .object({
    online: z.int(),
    users: z.array(presentUserSchema),
    numbers: z.object({ active: z.string(), away: z.string() }).optional().meta({
      description:
        'In `ready`, and there instead of `users`, where the stream was asked for with the header `workspace-presence: numbers`: the numbers of those who are active and away. Each is bytes in base64 (RFC 4648, section 4), in which user n is bit n modulo 8, the least first, of byte n / 8.',
    }),
    asOf: z.iso.datetime(),
    maxStalenessMs: z.int(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.output<typeof presenceSchema>;

/** A user's entry as it is now, or that they are gone. */
export const presenceChangeSchema = z.union([
  presentUserSchema,
  z.object({ userId: z.uuid(), status: z.literal('offline') }),
]);
export type PresenceChange = z.output<typeof presenceChangeSchema>;
