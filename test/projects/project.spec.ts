import { Project } from '../../src/projects/project.entity.js';
import {
  acceptsGifts,
  dayOfAppeal,
  looksLikeFilingNumber,
  publishingObstacles,
  publishingWarnings,
} from '../../src/projects/project.js';

const certified = {
  certificateNo: '1',
  certificateValidFrom: '2020-01-01',
  certificateValidUntil: '2099-12-31',
};

function project(changes: Partial<Project> = {}): Project {
  return Object.assign(new Project(), {
    state: 'draft',
    nameZh: '名称',
    nameEn: 'Name',
    summaryZh: '简介',
    storyZh: '故事',
    pictureFileId: null,
    pictureAltZh: '',
    budget: '',
    faqZh: '',
    faqEn: '',
    goal: 100n,
    startsOn: null,
    endsOn: null,
    filingNo: '53330000501874064BA26001',
    emergency: false,
    publishedAt: null,
    ...changes,
  });
}

const emergency = (changes: Partial<Project> = {}) =>
  project({
    emergency: true,
    filingNo: null,
    state: 'published',
    publishedAt: new Date('2026-11-01T04:00:00Z'),
    ...changes,
  });

describe('the gates before publishing', () => {
  it.each<[string, Partial<Project>, string[]]>([
    ['all in order', {}, []],
    ['no filing number', { filingNo: null }, ['no_filing_number']],
    ['an emergency without filing number', { filingNo: null, emergency: true }, []],
    ['an emergency that began 9 days ago', { filingNo: null, emergency: true, startsOn: '2026-11-11' }, []],
    [
      'an emergency that began 10 days ago',
      { filingNo: null, emergency: true, startsOn: '2026-11-10' },
      ['filing_overdue'],
    ],
    ['a period that is over', { endsOn: '2026-11-19' }, ['period_over']],
    ['a last day today', { endsOn: '2026-11-20' }, []],
    ['a picture nobody can hear', { pictureFileId: 'x' }, ['picture_without_description']],
    ['a published project', { state: 'published' }, ['not_a_draft']],
  ])('with %s', (_, changes, obstacles) => {
    expect(publishingObstacles(project(changes), certified, '2026-11-20')).toEqual(obstacles);
  });

  it('hold without a valid certificate', () => {
    const expired = { ...certified, certificateValidUntil: '2026-11-19' };
    expect(publishingObstacles(project(), expired, '2026-11-20')).toEqual(['no_valid_certificate']);
  });

  it('only warn of a filing number of another form', () => {
    expect(looksLikeFilingNumber('53330000501874064BA18023')).toBe(true);
    expect(looksLikeFilingNumber('53100000500021326DA18051')).toBe(true);
    const odd = project({ filingNo: '冀民募2026-1' });
    expect(publishingObstacles(odd, certified, '2026-11-20')).toEqual([]);
    expect(publishingWarnings(odd, '2026-11-20')).toEqual(['filing_number_form', 'no_picture', 'no_budget']);
  });
});

describe('an emergency appeal without filing number', () => {
  it.each([
    ['2026-11-01', 0, null, false],
    ['2026-11-08', 7, null, false],
    ['2026-11-09', 8, null, true],
    ['2026-11-10', 9, null, true],
    ['2026-11-11', 10, 'filing_overdue', true],
  ])('on %s (day %i)', (today, day, obstacle, alarm) => {
    expect(dayOfAppeal(emergency(), today)).toBe(day);
    expect(acceptsGifts(emergency(), today)).toBe(obstacle);
    expect(publishingWarnings(emergency(), today).includes('filing_due_soon')).toBe(alarm);
  });

  it('goes on once it is filed', () => {
    expect(acceptsGifts(emergency({ filingNo: '53330000501874064BA26002' }), '2026-12-31')).toBeNull();
  });

  it('counts its days where the organization is', () => {
    const late = emergency({ publishedAt: new Date('2026-10-31T20:00:00Z') });
    expect(dayOfAppeal(late, '2026-11-01')).toBe(0);
    expect(dayOfAppeal(late, '2026-11-01', 'UTC')).toBe(1);
  });
});

describe('gifts', () => {
  const running = { state: 'published' as const, publishedAt: new Date('2026-11-01T04:00:00Z') };
  it.each<[Partial<Project>, string | null]>([
    [{ state: 'draft' }, 'unpublished'],
    [{ ...running }, null],
    [{ ...running, startsOn: '2026-11-21' }, 'not_started'],
    [{ ...running, startsOn: '2026-11-20', endsOn: '2026-11-20' }, null],
    [{ ...running, endsOn: '2026-11-19' }, 'ended'],
    [{ ...running, state: 'closed' }, 'closed'],
  ])('to %j: %s', (changes, obstacle) => {
    expect(acceptsGifts(project(changes), '2026-11-20')).toBe(obstacle);
  });
});
