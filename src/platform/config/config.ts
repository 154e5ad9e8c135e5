import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min } from 'class-validator';

const URL_RULE = { require_tld: false, require_protocol: true };

/** Turns "a, b" into ["a","b"]; an absent value stays absent so that the default applies. */
const list = () =>
  Transform(({ value }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value,
  );
const integer = () => Transform(({ value }) => (/^\d+$/.test(String(value)) ? Number(value) : value));
const flag = () =>
  Transform(({ value }) =>
    value === '1' || value === 'true' ? true : value === '0' || value === 'false' ? false : value,
  );

/**
 * Every setting of Boai, from environment variables of the same names; the only reader of the environment.
 * Each property's decorators are its rule; `EXAMPLES` in `load-config.ts` holds what a right value looks like.
 */
export class Config {
  @IsIn(['production', 'development', 'test'])
  NODE_ENV: 'production' | 'development' | 'test' = 'development';

  @Matches(/^mysql:\/\/[^\s]+\/[A-Za-z0-9_]+$/)
  DATABASE_URL: string;

  /** User that owns the schema: migrations and grants. Default: the same as DATABASE_URL. */
  @IsOptional()
  @Matches(/^mysql:\/\/[^\s]+\/[A-Za-z0-9_]+$/)
  DATABASE_OWNER_URL?: string;

  /** Connections one process may hold. */
  @integer()
  @IsInt()
  @Min(2)
  @Max(200)
  DATABASE_POOL = 16;

  @Matches(/^rediss?:\/\/\S+$/)
  REDIS_URL: string;

  /** Prefix of all our keys. In braces, so that Redis Cluster keeps them in one slot. */
  @Matches(/^\{[A-Za-z0-9_-]+\}$/)
  REDIS_PREFIX = '{boai}';

  /** Address under which donors reach us; links in mails, receipts and to the provider start with it. */
  @IsUrl(URL_RULE)
  PUBLIC_URL: string;

  @IsString()
  HOST = '127.0.0.1';

  @integer()
  @IsInt()
  @Min(0)
  @Max(65535)
  PORT = 3000;

  /** The web process's port for /metrics; 0 turns it off. */
  @integer()
  @IsInt()
  @Min(0)
  @Max(65535)
  METRICS_PORT = 0;

  /** The worker's port for /health/* and /metrics; 0 turns it off. */
  @integer()
  @IsInt()
  @Min(0)
  @Max(65535)
  HEALTH_PORT = 0;

  /** Addresses or CIDR ranges of reverse proxies whose X-Forwarded-For is believed. */
  @list()
  @IsString({ each: true })
  TRUST_PROXY: string[] = [];

  /** 32 random bytes in base64: from it come the keys for donation links, field encryption and sessions. */
  @Matches(/^[A-Za-z0-9+/]{43}=$/)
  SECRET_KEY: string;

  /**
   * Ed25519 keys that sign the closed days, newest first, comma separated: 32 random bytes in base64, or a PKCS 8
   * PEM. The first signs; the next one vouches for it once. Without it no day can be closed.
   */
  @IsOptional()
  @list()
  @Matches(/^([A-Za-z0-9+/]{43}=|-----BEGIN PRIVATE KEY-----[A-Za-z0-9+/=\s\\]+-----END PRIVATE KEY-----)$/, {
    each: true,
  })
  SEAL_KEY?: string[];

  @Matches(/^sk_(test|live)_\S{8,}$/)
  STRIPE_SECRET_KEY: string;

  /** Signing secrets of the webhook endpoint, newest first; the older ones are honoured while they stand here. */
  @list()
  @Matches(/^whsec_\S{8,}$/, { each: true })
  STRIPE_WEBHOOK_SECRETS: string[];

  /** Address of the pretend Stripe (the sandbox); absent = the real Stripe. */
  @IsOptional()
  @IsUrl(URL_RULE)
  STRIPE_API_BASE?: string;

  /** Smallest gift, in whole major units (yuan). */
  @integer()
  @IsInt()
  @Min(1)
  @Max(10_000)
  GIFT_MIN = 1;

  /** Largest gift, in whole major units; the default is the most that Stripe takes at once. */
  @integer()
  @IsInt()
  @Min(1)
  @Max(999_999)
  GIFT_MAX = 999_999;

  /**
   * While this is in the future, people get the maintenance page; the provider's events, health and pictures are
   * answered as ever, so no payment is lost meanwhile.
   */
  @IsOptional()
  @Matches(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/)
  MAINTENANCE_UNTIL?: string;

  /** Whether a project's page keeps the parts that only change with the project; without, all is drawn each time. */
  @flag()
  @IsBoolean()
  KEEP_PAGE_PARTS = true;

  /** Largest gift of a donor under 18 who has their guardian's consent, in whole major units. */
  @integer()
  @IsInt()
  @Min(1)
  @Max(999_999)
  GIFT_MINOR_MAX = 200;

  /** Loops of one worker that book provider events; each holds one database connection while it works. */
  @integer()
  @IsInt()
  @Min(1)
  @Max(32)
  INTAKE_LOOPS = 4;

  /** Viewers of live streams that one web process holds; each takes a file descriptor and up to 20 kB. */
  @integer()
  @IsInt()
  @Min(1)
  @Max(100_000)
  STREAM_VIEWERS_MAX = 12_000;

  /** Viewers of live streams from one address; phones of one carrier often share one. */
  @integer()
  @IsInt()
  @Min(1)
  @Max(100_000)
  STREAM_VIEWERS_PER_ADDRESS = 1_000;

  /**
   * Requests of the public API that one address may make in a minute; what is answered from memory, and a partner's
   * key, may come ten times as often. 0 = no limit, for measuring.
   */
  @integer()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  API_PER_MINUTE = 600;

  /** Folder of stored files (pictures, receipts). */
  @IsString()
  FILES_DIR = '.data/files';

  /** Folder into which mails are written when there is no SMTP server. */
  @IsString()
  MAILBOX_DIR = '.data/mailbox';

  @IsOptional()
  @Matches(/^smtps?:\/\/\S+$/)
  SMTP_URL?: string;

  @IsString()
  MAIL_FROM = 'Boai 博爱 <no-reply@boai.invalid>';

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  LOG_LEVEL = 'info';

  /** Marks every page as a demonstration and shows the sandbox's door. */
  @flag()
  @IsBoolean()
  DEMO = false;

  /** Lets partners' endpoints lie in private networks and use plain http: for tries within one's own network. */
  @flag()
  @IsBoolean()
  WEBHOOK_PRIVATE_TARGETS = false;

  get ownerUrl(): string {
    return this.DATABASE_OWNER_URL ?? this.DATABASE_URL;
  }

  get secure(): boolean {
    return this.PUBLIC_URL.startsWith('https:');
  }
}
