import { z } from 'zod';
import { nameText } from '../../lib/text.ts';

export const deviceKeySchema = z
  .object({
    id: z.uuid(),
    state: z.enum(['enrolled', 'waiting', 'blocked']),
    addedBy: z.uuid().meta({ description: 'Who showed it first' }),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DeviceKey' });
export type DeviceKey = z.output<typeof deviceKeySchema>;

export const listedDeviceSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    isNamed: z.boolean().meta({ description: 'By an administrator, and not by itself' }),
    platform: z.string().nullable(),
    isProved: z.boolean().meta({ description: 'It proves a key at each sign-in' }),
    isBlocked: z.boolean(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    users: z.array(z.uuid()).meta({ description: 'Who has signed in there, the latest first' }),
    connected: z.uuid().nullable().meta({ description: 'Who is connected there' }),
    keys: z.array(deviceKeySchema).meta({ description: 'The oldest first' }),
  })
  .meta({ id: 'ListedDevice' });
export type ListedDevice = z.output<typeof listedDeviceSchema>;

export const devicesQuerySchema = z.object({
  search: z.string().max(256).optional().meta({
    description: "A part of the device's name, or of the name of one of its users",
  }),
  state: z.enum(['waiting', 'blocked', 'connected']).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type DevicesQuery = z.output<typeof devicesQuerySchema>;

export const deviceChangeSchema = z
  .strictObject({
    name: nameText(1, 80)
      .nullable()
      .optional()
      .meta({ description: 'Null: the name that it gives itself at its next sign-in' }),
    blocked: z.boolean().optional(),
  })
  .meta({ id: 'DeviceChange' });
export type DeviceChange = z.output<typeof deviceChangeSchema>;

export const keyChangeSchema = z
  .strictObject({ state: z.enum(['enrolled', 'blocked']) })
  .meta({ id: 'DeviceKeyChange' });
export type KeyChange = z.output<typeof keyChangeSchema>;
