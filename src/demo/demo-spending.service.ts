import { Injectable } from '@nestjs/common';
import { DisbursementPayments } from '../disbursements/disbursement-payments.service.js';
import { Disbursements } from '../disbursements/disbursements.service.js';
import { EvidenceQueries } from '../disbursements/evidence.queries.js';
import { EvidencePapers } from '../disbursements/evidence.service.js';
import { type UseChangeForm, UseChanges } from '../disbursements/use-changes.service.js';
import { dayIn, type SetClock } from '../kernel/clock.js';
import { plainAmount } from '../kernel/money.js';
import { FundsQueries } from '../ledger/funds.queries.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database } from '../platform/database/database.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { drawnGoods, drawnPicture } from './demo-drawing.js';
import { demoPaper } from './demo-paper.js';
import { DEMO_CHANGE, DEMO_PAYMENTS, DEMO_USES, type DemoPayment } from './demo-spending.js';
import { DEMO_STAFF } from './demo-staff.js';

const DAY_MS = 86_400_000;
const ZONE = 'Asia/Shanghai';
const AREAS = { areasZh: '云川市', areasEn: 'Yunchuan' };
const NOTHING = { usesFrom: '', usesUntil: '', reasonZh: '', reasonEn: '', filingRecordNo: '', filedOn: '' };

/** The people who ask and allow. */
interface People {
  readonly clerk: { readonly staffId: string };
  readonly approver: { readonly staffId: string };
}

/** How the demonstration's money is spent: asked for by the clerk, allowed by an approver, paid, with papers drawn by us. */
@Injectable()
export class DemoSpending {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly funds: FundsQueries,
    private readonly uses: UseChanges,
    private readonly disbursements: Disbursements,
    private readonly payments: DisbursementPayments,
    private readonly papers: EvidencePapers,
    private readonly evidence: EvidenceQueries,
    private readonly approvals: ApprovalsQueries,
  ) {}

  /** Writes the filed use of a project that is still a draft. */
  async file(projectId: string, organizationId: string, slug: string): Promise<void> {
    const filed = DEMO_USES[slug];
    if (!filed) return;
    const { kinds, costs, textZh, textEn } = filed;
    await this.uses.writePlan({ staffId: null }, organizationId, {
      ...{ ...NOTHING, ...AREAS, projectId, purposeKinds: kinds, costCodes: costs, textZh, textEn },
      formKey: `demo-use-plan-${slug}`,
    });
  }

  /** Spends, each payment on its day. The clock is left at the last of them. */
  async spend(clock: SetClock, present: Date): Promise<void> {
    const people = { clerk: await this.person('clerk'), approver: await this.person('approver') };
    for (const [index, payment] of DEMO_PAYMENTS.entries()) {
      const project = await this.project(payment.project);
      const at = new Date(present.getTime() - payment.daysAgo * DAY_MS);
      clock.set(at);
      const standing = await this.funds.standing(project.fundId);
      if (standing && standing.available >= payment.amount)
        await this.pay(clock, people, project, payment, `demo-spending-${String(index).padStart(4, '0')}`);
    }
    await this.change(clock, present, people);
  }

  private async pay(
    clock: SetClock,
    { clerk, approver }: People,
    project: Project,
    payment: DemoPayment,
    key: string,
  ): Promise<void> {
    const { organizationId, currency } = project;
    const { amount, cost, kind, publicZh, publicEn, areaZh, areaEn, households, persons, payee } = payment;
    const id = await this.disbursements.request(clerk, organizationId, {
      ...{ projectId: project.id, accountCode: cost, payee, purpose: publicZh, purposeKind: kind },
      ...{ publicZh, publicEn, areaZh, areaEn, households, persons, formKey: key },
      amountText: plainAmount({ amount, currency }),
    });
    const { approvalId, shown } = await this.asked(organizationId, id);
    await this.disbursements.approve({ ...approver, organizationId }, approvalId, shown);
    const at = clock.now();
    const bank = { day: dayIn(at, ZONE), bankReference: `DEMO${key.slice(-4)}P` };
    await this.payments.pay(clerk, organizationId, id, bank);
    await this.show({ clerk, approver }, organizationId, id, payment);
    if (!payment.returned) return;
    clock.set(new Date(at.getTime() + DAY_MS));
    await this.payments.bankReturned(clerk, organizationId, id, {
      day: dayIn(clock.now(), ZONE),
      bankReference: `DEMO${key.slice(-4)}R`,
      reason: '收款账号与户名不符',
    });
  }

  private async show(
    { clerk, approver }: People,
    organizationId: string,
    id: string,
    { goods, picture, amount }: DemoPayment,
  ): Promise<void> {
    const total = plainAmount({ amount, currency: 'CNY' });
    const papers = [
      {
        ...{ kind: 'invoice', titleZh: '发票（演示）', titleEn: 'Invoice (demonstration)' },
        bytes: demoPaper(`DEMONSTRATION - invoice, CNY ${total}, names covered`),
      },
      ...(goods.length > 0
        ? [
            {
              ...{
                kind: 'goods_list',
                titleZh: '物资清单（演示）',
                titleEn: 'List of goods (demonstration)',
              },
              bytes: await drawnGoods('物资清单', goods),
            },
          ]
        : []),
      ...(picture
        ? [
            {
              ...{ kind: 'photo', titleZh: '现场（示意画）', titleEn: 'On the spot (a drawing)' },
              bytes: await drawnPicture(picture),
            },
          ]
        : []),
    ];
    for (const paper of papers) {
      const paperId = await this.papers.add(clerk, organizationId, id, paper);
      const kept = await this.evidence.byId(organizationId, paperId);
      await this.papers.publish(approver, organizationId, paperId, kept?.sha256 ?? '', true);
    }
  }

  private async change(clock: SetClock, present: Date, { clerk, approver }: People): Promise<void> {
    const { project: slug, daysAgo, kinds, costs, ...said } = DEMO_CHANGE;
    clock.set(new Date(present.getTime() - daysAgo * DAY_MS));
    const project = await this.project(slug);
    const { organizationId } = project;
    const form: UseChangeForm = {
      ...{ ...NOTHING, ...AREAS, ...said, projectId: project.id, purposeKinds: kinds, costCodes: costs },
      ...{ filedOn: dayIn(clock.now(), ZONE), formKey: `demo-use-change-${slug}` },
    };
    const { approvalId, shown } = await this.asked(
      organizationId,
      await this.uses.request(clerk, organizationId, form),
    );
    await this.uses.approve({ ...approver, organizationId }, approvalId, shown);
  }

  private async asked(organizationId: string, subjectId: string) {
    const [approval] = await this.approvals.ofSubject(organizationId, subjectId);
    if (!approval) throw new Error(`nobody asked for ${subjectId}`);
    return { approvalId: approval.id, shown: approval.payloadSha256 };
  }

  private async project(slug: string): Promise<Project> {
    const project = await this.projects.bySlug(slug);
    if (!project) throw new Error(`the demonstration has no project ${slug}`);
    return project;
  }

  private async person(role: 'clerk' | 'approver'): Promise<{ staffId: string }> {
    const loginName = DEMO_STAFF.find((each) => each.role === role)?.loginName ?? '';
    const [row] = await this.database.rows<{ id: string }>(
      'SELECT id FROM staff_member WHERE login_name = ?',
      [loginName],
    );
    if (!row) throw new Error(`the demonstration has no ${role}`);
    return { staffId: row.id };
  }
}
