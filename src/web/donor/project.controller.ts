import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { DonationKeys } from '../../donations/donation-keys.service.js';
import { Donations } from '../../donations/donations.service.js';
import { SecondLooks } from '../../donations/second-looks.service.js';
import { Refusal } from '../../kernel/errors.js';
import { withPrefix } from '../../kernel/ids.js';
import { Config } from '../../platform/config/config.js';
import { Direct } from '../../platform/http/direct-pages.js';
import { Public } from '../../platform/http/public.js';
import { drawAnew, type Keep, KeptParts } from '../ui/kept.js';
import { Challenges } from './challenge/challenges.service.js';
import { GiveForms } from './give-forms.service.js';
import { giveInput, sentFields } from './give-input.js';
import { type FormState, lookOf, refusedForm, twoAmounts } from './give-problems.js';
import { SecondLookPage } from './giving/second-look.page.js';
import { ProjectPage } from './project.page.js';
import { ProjectViews } from './project-views.service.js';
import { meantAmount, openForm, typedGift } from './typed-gift.js';
import type { Frame, ProjectView, TypedGift } from './views.js';
import { textOf, Visits } from './visits.service.js';

/** A project's page and its donate form. */
@Controller('projects')
export class ProjectController {
  private readonly kept = new KeptParts();

  constructor(
    private readonly views: ProjectViews,
    private readonly visits: Visits,
    private readonly donations: Donations,
    private readonly looks: SecondLooks,
    private readonly forms: GiveForms,
    private readonly keys: DonationKeys,
    private readonly config: Config,
    private readonly challenges: Challenges,
  ) {}

  @Public()
  @Direct()
  @Get(':slug')
  async show(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'own');
    const project = await this.project(slug, frame);
    const typed = openForm(project.currency, textOf(request.query, 'amount'), project.presets);
    const keep = this.config.KEEP_PAGE_PARTS ? this.kept.of(project) : drawAnew;
    return this.page(frame, project, typed, request, {}, keep);
  }

  /** A refused form has this address; whoever asks for it again gets the project's page. */
  @Public()
  @Get(':slug/donations')
  back(@Param('slug') slug: string, @Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.code(302).header('Location', `/projects/${encodeURIComponent(slug)}`);
  }

  /**
   * The donate form. 303 to the provider's checkout; a sum worth a second look leads to one further page, which
   * confirms it or comes back here with `edit`; otherwise the same page again with what was typed:
   * 422 with the fields named or a question to answer first, 429 when too many cards were declined, 409 when the project takes nothing or the form was used for another gift,
   * 503 when the provider does not answer, and then the same form may be sent again.
   */
  @Public()
  @Post(':slug/donations')
  async give(
    @Param('slug') slug: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const begun = await this.visits.begin(request, reply, 'secret');
    const frame = { ...begun, url: `/projects/${slug}` };
    const typed = typedGift(body);
    const formKey = textOf(body, 'form_key');
    const amountText = meantAmount(typed);
    // A page that asks once more has made nothing yet.
    void reply.code(200);
    if (textOf(body, 'edit') !== '')
      return this.page(frame, await this.project(slug, frame), typed, request, { formKey });
    try {
      if (amountText === null) throw twoAmounts(typed);
      const { checkoutUrl } = await this.donations.give({
        ...giveInput(typed, amountText),
        projectSlug: slug,
        currency: textOf(body, 'currency') || (await this.project(slug, frame)).currency,
        channelCode: textOf(body, 'ch') || this.visits.channelOf(request),
        secondLook: textOf(body, 'second_look'),
        formKey,
        locale: frame.locale,
        source: this.challenges.sourceOf(request, body),
      });
      void reply.code(303).header('Location', checkoutUrl);
      return undefined;
    } catch (error) {
      const page = this.giftPage(error);
      if (page) {
        void reply.code(303).header('Location', page);
        return undefined;
      }
      const look = lookOf(error);
      if (look) {
        const { name } = await this.project(slug, frame);
        const code = this.looks.codeOf(formKey, look.amount.amount);
        return SecondLookPage({ frame, slug, projectName: name, ...look, code, fields: sentFields(body) });
      }
      const state = refusedForm(error, frame.locale, formKey);
      if (!state) throw error;
      void reply.code(state.status);
      if (state.status === 503) void reply.header('Retry-After', '5');
      const notice = this.challenges.slowed(error, reply, frame.locale);
      const challenge = await this.challenges.after(error, body, frame.locale);
      // With the database away the page stands as memory has it, with everything that was typed.
      const now = this.views.viewNow(slug, frame.locale).catch(() => this.views.view(slug, frame.locale));
      const project = found(await now, slug);
      return this.page(frame, project, typed, request, { notice, ...state.form, challenge });
    }
  }

  /** The page of the gift that this very form has made and that is paid: a late reload leads there. */
  private giftPage(error: unknown): string | null {
    if (!(error instanceof Refusal) || error.code !== 'donation_already_paid') return null;
    const { donation } = error.params;
    return donation ? `/donations/${withPrefix('don', donation)}?key=${this.keys.keyOf(donation)}` : null;
  }

  private async project(slug: string, { locale }: Frame): Promise<ProjectView> {
    return found(await this.views.view(slug, locale), slug);
  }

  private page(
    frame: Frame,
    project: ProjectView,
    typed: TypedGift,
    request: FastifyRequest,
    state: FormState,
    keep: Keep = drawAnew,
  ): VNode {
    const form = this.forms.of(project, typed, this.visits.channelOf(request), state);
    return ProjectPage({ frame, project, form: project.stop === null ? form : null, keep });
  }
}

/** @throws Refusal not_found for a draft or an unknown slug. */
function found(project: ProjectView | null, slug: string): ProjectView {
  if (!project) throw new Refusal('not_found', 'project_not_found', { slug });
  return project;
}
