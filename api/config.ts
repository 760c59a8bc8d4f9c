import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { findAddressFault } from '../db/address.ts';
import {
  isPasswordFor,
  NOT_THE_USERNAME,
  newUsernameSchema,
  passwordSchema,
} from './users/contract.ts';

/** One line per fault, each naming its variable. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

/** This machine and the networks that the Internet does not route to. */
const PRIVATE =
  '127.0.0.0/8 ::1 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 fc00::/7 fe80::/10';
const EVERYWHERE = '0.0.0.0/0 ::/0';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const set = (value: string | undefined) => (value === '' ? undefined : value);

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(4000),
  DATABASE_URL: z
    .string()
    .superRefine((url, context) => {
      const message = findAddressFault(url);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .optional(),
  DATA_DIR: z.string().default('./data'),
  ADMIN_USERNAME: newUsernameSchema.optional(),
  ADMIN_PASSWORD: passwordSchema.optional(),
  HEARTBEAT_INTERVAL_MS: whole(100, 600_000).default(15_000),
  HEARTBEAT_TIMEOUT_MS: whole(500, 3_600_000).default(45_000),
  // Clients take a stream for dead after 35 s of silence, which must be longer than two pings.
  PING_INTERVAL_MS: whole(100, 15_000).default(15_000),
  DRAIN_MS: whole(0, 60_000).default(0),
  TRUSTED_PROXIES: z.string().default('').transform(toBlockList),
  OPS_ACCESS: z.string().default(PRIVATE).transform(toAccess),
  POST_RATE_LIMIT: z.coerce.number().min(0).max(100_000).default(20),
  CHANGE_RATE_LIMIT: z.coerce.number().min(0).max(100_000).default(20),
  STREAMS_PER_CREDENTIAL: whole(0, 100_000).default(8),
  EVENT_RETENTION_DAYS: z.coerce.number().positive().max(36_500).default(30),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  WEB_CLIENT: z.enum(['local', 'on', 'off']).default('local'),
  FILES_DIR: z.string().optional(),
  FILES_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://s3.example.com' })
    .optional(),
  FILES_S3_BUCKET: z.string().optional(),
  FILES_S3_REGION: z.string().default('us-east-1'),
  FILES_S3_ACCESS_KEY_ID: z.string().optional(),
  FILES_S3_SECRET_ACCESS_KEY: z.string().optional(),
  MAX_FILE_BYTES: whole(1, 2 ** 40).default(100 * 2 ** 20),
  FILES_QUOTA_BYTES: whole(0, 2 ** 50).default(0),
  FILES_RETENTION_DAYS: z.coerce.number().min(0).max(36_500).default(0),
  MESSAGE_HISTORY: z.enum(['on', 'off']).default('off'),
  ONE_USER_PER_ADDRESS: z.enum(['on', 'ipv4', 'off']).default('off'),
  DEVICE_SCOPE: z.enum(['machine', 'user']).default('machine'),
  DEVICE_ENROLMENT: z.enum(['open', 'approve']).default('open'),
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
  const faults = [
    ...lonely(given),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`),
    ...conflicts(validOnes(given)),
  ];
  if (parsed.data === undefined || faults.length > 0) throw new ConfigError(faults);
  return parsed.data;
}

/** The variables whose own values are valid, so that conflicts are told whatever else is wrong. */
function validOnes(given: Readonly<Record<string, string | undefined>>): Partial<Config> {
  return Object.fromEntries(
    Object.entries(schema.shape).map(([name, own]) => [name, own.safeParse(given[name]).data]),
  );
}

/** What is set together or not at all: of the first administrator, and of a bucket. */
const TOGETHER = [
  ['ADMIN_USERNAME', 'ADMIN_PASSWORD'],
  ['FILES_S3_ENDPOINT', 'FILES_S3_BUCKET', 'FILES_S3_ACCESS_KEY_ID', 'FILES_S3_SECRET_ACCESS_KEY'],
] as const;

/** The variables that others need, valid or not. */
function lonely(given: Readonly<Record<string, string | undefined>>): string[] {
  const faults = TOGETHER.flatMap((names) => {
    const missing = names.filter((name) => given[name] === undefined);
    if (missing.length === names.length) return [];
    const all = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
    return missing.map((name) => `${name}: must be set too: ${all} go together`);
  });
  if (given['FILES_DIR'] !== undefined && given['FILES_S3_BUCKET'] !== undefined) {
    faults.push('FILES_DIR: files are either there or in FILES_S3_BUCKET; leave one of them out');
  }
  return faults;
}

function conflicts(config: Partial<Config>): string[] {
  const { HEARTBEAT_INTERVAL_MS: interval, HEARTBEAT_TIMEOUT_MS: timeout } = config;
  const { ADMIN_USERNAME: username, ADMIN_PASSWORD: password } = config;
  const faults: string[] = [];
  if (interval !== undefined && timeout !== undefined && timeout <= interval) {
    faults.push('HEARTBEAT_TIMEOUT_MS: must be longer than HEARTBEAT_INTERVAL_MS');
  }
  if (username !== undefined && password !== undefined && !isPasswordFor(username, password)) {
    faults.push(`ADMIN_PASSWORD: ${NOT_THE_USERNAME}`);
  }
  return faults;
}

/** The ranges of the list, each as `address/bits`. */
export function rangesOf(list: BlockList): string[] {
  // Each rule reads "Subnet: IPv4 10.0.0.0/8", the newest first.
  return list.rules.map((rule) => rule.split(' ').at(-1) ?? rule).reverse();
}

function toAccess(list: string, context: z.RefinementCtx): BlockList {
  if (list === 'none') return new BlockList();
  return toBlockList(list === 'all' ? EVERYWHERE : list, context);
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
