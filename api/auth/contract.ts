import { z } from 'zod';
import { machineName, nameText } from '../lib/text.ts';
import { userSchema } from '../users/contract.ts';

export const fingerprintSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9:_-]{16,256}$/,
    'must be 16 to 256 of A-Z, a-z, 0-9, colon, underscore, hyphen',
  )
  .meta({ examples: ['3f9d0c6e5b7a4812'], description: 'Names the workstation; stored hashed' });

const deviceProofSchema = z
  .strictObject({
    publicKey: z
      .base64url()
      .length(43)
      .meta({ description: 'Ed25519 (RFC 8032): the 32 bytes, base64url' }),
    challenge: z.string().max(256).meta({ description: 'From `POST /device-challenges`' }),
    signature: z.base64url().length(86).meta({
      description:
        'Of these lines, each but the last ending with LF: `workspace device proof 1`, the challenge, the fingerprint, `systemUser` or nothing',
    }),
  })
  .meta({ id: 'DeviceProof' });
export type DeviceProof = z.output<typeof deviceProofSchema>;

const newDeviceSchema = z
  .object({
    fingerprint: fingerprintSchema,
    systemUser: fingerprintSchema.optional().meta({
      description:
        "Names the operating system's user; stored hashed, and of meaning where DEVICE_SCOPE is `user`",
    }),
    proof: deviceProofSchema.optional().meta({
      description:
        'A device with a proof is another one than one with the same fingerprint without',
    }),
    name: machineName(1, 80).optional(),
    platform: machineName(1, 40).optional(),
  })
  .meta({ id: 'NewDevice' });
export type NewDevice = z.output<typeof newDeviceSchema>;

/** By name and password, or by device token. */
export type SignIn =
  | {
      username: string;
      password: string;
      device: NewDevice;
      takeover: boolean;
      remember: boolean;
    }
  | { deviceToken: string; device: NewDevice };

// Unlike other bodies it may have fields of no meaning here: scripts send users as they keep them.
export const signInSchema = z
  .object({
    username: z.string().max(256).optional(),
    password: z.string().max(1024).optional(),
    deviceToken: z
      .string()
      .max(256)
      .optional()
      .meta({ description: 'Instead of username and password' }),
    device: newDeviceSchema,
    takeover: z
      .boolean()
      .optional()
      .meta({ description: "With the password: end the user's session on another device" }),
    remember: z.boolean().optional().meta({ description: 'Also give a device token' }),
  })
  .meta({ id: 'SignIn' })
  .transform((given, context): SignIn => {
    const { username, password, deviceToken, device, takeover = false, remember = false } = given;
    if (deviceToken !== undefined) return { deviceToken, device };
    if (username !== undefined && password !== undefined) {
      return { username, password, device, takeover, remember };
    }
    for (const [path, value] of Object.entries({ username, password })) {
      if (value !== undefined) continue;
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'is required without deviceToken',
      });
    }
    return z.NEVER;
  });

export const revokeDeviceTokenSchema = z
  .strictObject({ deviceToken: z.string().min(1).max(256) })
  .meta({ id: 'RevokeDeviceToken' });

export const deviceChallengeSchema = z
  .object({ challenge: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'DeviceChallenge' });
export type DeviceChallenge = z.output<typeof deviceChallengeSchema>;

export const deviceSchema = z
  .object({ id: z.uuid(), name: z.string(), platform: z.string().nullable() })
  .meta({ id: 'Device' });

export const rememberedDeviceSchema = z
  .object({
    id: z.uuid(),
    device: deviceSchema,
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime(),
    isCurrent: z.boolean().meta({ description: 'It has opened the session that asks' }),
  })
  .meta({ id: 'RememberedDevice' });
export type RememberedDevice = z.output<typeof rememberedDeviceSchema>;

export const sessionSchema = z
  .object({
    id: z.uuid(),
    userId: z.uuid(),
    device: deviceSchema,
    createdAt: z.iso.datetime(),
    lastHeartbeatAt: z.iso.datetime(),
    heartbeat: z.object({ intervalMs: z.int(), timeoutMs: z.int() }),
    mustChangePassword: z.literal(true).optional().meta({
      description: 'An administrator has set the password: a client asks for another one first',
    }),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof sessionSchema>;

export const signedInSchema = z
  .object({
    token: z.string(),
    session: sessionSchema,
    user: userSchema,
    deviceToken: z.string().optional(),
    isNewKey: z.literal(true).optional().meta({
      description:
        'The device has proved a key that it did not have before, though it is known: it was set up anew, or another machine has the same fingerprint',
    }),
  })
  .meta({ id: 'SignedIn' });

export const heartbeatSchema = z
  .strictObject({ status: z.enum(['active', 'away']).optional() })
  .meta({ id: 'Heartbeat' });

const scopeSchema = z.enum(['read', 'write']);
export type Scope = z.output<typeof scopeSchema>;

export const newApiTokenSchema = z
  .strictObject({
    name: nameText(1, 80),
    scopes: z
      .array(scopeSchema)
      .min(1)
      .max(2)
      .transform((scopes) => [...new Set(scopes)]),
    expiresAt: z.iso
      .datetime({ offset: true })
      .refine((at) => Date.parse(at) > Date.now(), 'must lie in the future')
      .refine((at) => Date.parse(at) < Date.UTC(10_000, 0), 'must lie before the year 10000 in UTC')
      .optional(),
  })
  .meta({ id: 'NewApiToken' });

export const apiTokenSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    scopes: z.array(scopeSchema),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.output<typeof apiTokenSchema>;

export const createdApiTokenSchema = apiTokenSchema
  .extend({ token: z.string() })
  .meta({ id: 'CreatedApiToken' });
