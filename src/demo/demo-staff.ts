import type { Role } from '../staff/roles.js';

/** One person per role of the city society, and a second approver: two people are needed to approve. */
export interface DemoPerson {
  readonly loginName: string;
  readonly displayName: string;
  readonly role: Role;
}

export const DEMO_STAFF: readonly DemoPerson[] = [
  { loginName: 'clerk@demo', displayName: '出纳 沈一诺', role: 'clerk' },
  { loginName: 'approver-1@demo', displayName: '复核 顾明远', role: 'approver' },
  { loginName: 'approver-2@demo', displayName: '复核 纪清和', role: 'approver' },
  { loginName: 'editor@demo', displayName: '项目编辑 叶知秋', role: 'editor' },
  { loginName: 'partner-manager@demo', displayName: '媒体合作 白露', role: 'partner-manager' },
  { loginName: 'supervisor@demo', displayName: '监事 钟直', role: 'supervisor' },
  { loginName: 'administrator@demo', displayName: '管理员 方圆', role: 'administrator' },
];
