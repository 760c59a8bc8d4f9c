import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import {
  isPasswordFor,
  NOT_THE_USERNAME,
  passwordSchema,
  usernameSchema,
} from './users/contract.ts';

/** One line per fault, each naming its variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const set = (value: string | undefined) => (value === '' ? undefined : value);

const schema = z
  .object({
    HOST: z.string().default('127.0.0.1'),
    PORT: whole(0, 65_535).default(4000),
    DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
      .optional(),
    DATA_DIR: z.string().default('./data'),
    ADMIN_USERNAME: usernameSchema.optional(),
    ADMIN_PASSWORD: passwordSchema.optional(),
    HEARTBEAT_INTERVAL_MS: whole(100, 600_000).default(15_000),
    HEARTBEAT_TIMEOUT_MS: whole(500, 3_600_000).default(45_000),
    TRUSTED_PROXIES: z.string().default('').transform(toBlockList),
    POST_RATE_LIMIT: z.coerce.number().min(0).max(100_000).default(20),
    STREAMS_PER_CREDENTIAL: whole(0, 100_000).default(8),
    EVENT_RETENTION_DAYS: z.coerce.number().positive().max(36_500).default(30),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info'),
    WEB_CLIENT: z.enum(['local', 'on', 'off']).default('local'),
    ONE_USER_PER_ADDRESS: z
      .enum(['on', 'off'])
      .default('off')
      .transform((value) => value === 'on'),
  })
  .superRefine((value, context) => {
    if (value.HEARTBEAT_TIMEOUT_MS <= value.HEARTBEAT_INTERVAL_MS) {
      context.addIssue({
        code: 'custom',
        path: ['HEARTBEAT_TIMEOUT_MS'],
        message: 'must be longer than HEARTBEAT_INTERVAL_MS',
      });
    }
    if (
      value.ADMIN_USERNAME !== undefined &&
      value.ADMIN_PASSWORD !== undefined &&
      !isPasswordFor(value.ADMIN_USERNAME, value.ADMIN_PASSWORD)
    ) {
      context.addIssue({ code: 'custom', path: ['ADMIN_PASSWORD'], message: NOT_THE_USERNAME });
    }
    if ((value.ADMIN_USERNAME === undefined) !== (value.ADMIN_PASSWORD === undefined)) {
      context.addIssue({
        code: 'custom',
        path: [value.ADMIN_USERNAME === undefined ? 'ADMIN_USERNAME' : 'ADMIN_PASSWORD'],
        message: 'must be set too: ADMIN_USERNAME and ADMIN_PASSWORD go together',
      });
    }
  });

export type Config = Readonly<z.output<typeof schema>>;

/**
 * Reads the configuration from environment variables; an empty one counts as unset.
 *
 * @throws ConfigError with all faults at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, set(value)]));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  );
}

function toBlockList(list: string, context: z.RefinementCtx): BlockList {
  const ranges = new BlockList();
  for (const entry of list.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', prefix] = entry.split('/');
    const version = isIP(address);
    const family = version === 6 ? 'ipv6' : 'ipv4';
    const most = version === 6 ? 128 : 32;
    const bits = prefix === undefined ? most : Number(prefix);
    if (version === 0 || !Number.isInteger(bits) || bits < 0 || bits > most || prefix === '') {
      context.addIssue({
        code: 'custom',
        message: `"${entry}" is not an address or CIDR range such as 192.168.1.10 or 10.0.0.0/8`,
      });
    } else {
      ranges.addSubnet(address, bits, family);
    }
  }
  return ranges;
}
