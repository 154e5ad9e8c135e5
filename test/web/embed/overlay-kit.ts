import { Channels } from '../../../src/partners/channels.service.js';
import { Overlays, type OverlayWish } from '../../../src/partners/overlays.service.js';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { type Given, progressKit } from '../../progress/progress-kit.js';
import type { TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject, type ProjectOverrides } from '../../support/builders.js';

/** A partner with a channel and a project that it may show. */
export interface OverlayKit {
  readonly project: BuiltProject;
  readonly partnerId: string;
  readonly ownerId: string;
  /** Of its owner, who is signed in. */
  readonly cookie: string;
  readonly channel: { readonly id: string; readonly code: string };
  /** Makes an overlay of the project, with what `wish` says otherwise. */
  overlay(wish?: Partial<OverlayWish>): Promise<{ id: string; token: string }>;
  gift(amount: bigint, given?: Omit<Given, 'amount'>): Promise<void>;
}

export async function overlayKit(app: TestApp, overrides: ProjectOverrides = {}): Promise<OverlayKit> {
  const project = await buildProject(app, overrides);
  await app.get(ProgressFeed).refresh();
  const { partnerId, ownerId, cookie } = await buildActivePartner(app, project.organizationId);
  const code = partnerId.slice(-8);
  const channelId = await app
    .get(Channels)
    .create({ code, nameZh: '云川直播', nameEn: 'Yunchuan Live', partnerId });
  const kit = progressKit(() => app, app.clock);
  return {
    ...{ project, partnerId, ownerId, cookie },
    channel: { id: channelId, code },
    overlay: (wish = {}) =>
      app.get(Overlays).create({ personId: ownerId }, partnerId, {
        ...{ projectId: project.id, channelId, basis: 'project', since: null, title: '', target: null },
        ...{ showNames: false, theme: 'dark' },
        ...wish,
      }),
    gift: async (amount, given = {}) => kit.book(await kit.entries(project, [{ amount, ...given }])),
  };
}
