/** A mail's subject and text, Chinese first, English below. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** To somebody who is invited, or who applied: the link with which a password is chosen. */
export function invitationLetter(given: { displayName: string; partner: string; url: string }): Letter {
  const { displayName, partner, url } = given;
  return {
    subject: `${partner}：博爱合作方后台邀请 · Boai partner console`,
    text: [
      `${displayName}，您好：`,
      `请打开下面的链接，设置密码后进入“${partner}”的合作方后台。链接七天内有效，只能用一次。`,
      url,
      '如果您没有申请，也不认识邀请您的人，请忽略这封邮件，什么都不会发生。',
      '',
      `Dear ${displayName},`,
      `open the link above to choose a password and enter the partner console of ${partner}. It works once, within seven days. If you expected nothing of the kind, ignore this mail: nothing will happen.`,
    ].join('\n'),
  };
}

/** To somebody who applied with an address that has an account already. */
export function knownLetter(given: { displayName: string; url: string }): Letter {
  const { displayName, url } = given;
  return {
    subject: '您已有博爱合作方账号 · You already have a Boai partner account',
    text: [
      `${displayName}，您好：`,
      '有人用这个邮箱提交了合作申请。这个邮箱已有合作方账号，请直接登录；忘记密码可在登录页重设。',
      url,
      '',
      `Dear ${displayName},`,
      'somebody applied with this address, which has a partner account already. Please log in at the address above; a forgotten password is set anew there.',
    ].join('\n'),
  };
}

/** To somebody who asked for a new password. */
export function passwordLetter(given: { displayName: string; url: string }): Letter {
  const { displayName, url } = given;
  return {
    subject: '重设博爱合作方密码 · Choose a new Boai partner password',
    text: [
      `${displayName}，您好：`,
      '请打开下面的链接设置新密码。链接七天内有效，只能用一次。如果不是您本人操作，请忽略。',
      url,
      '',
      `Dear ${displayName},`,
      'open the link above to choose a new password. It works once, within seven days. If you did not ask for it, ignore this mail.',
    ].join('\n'),
  };
}

/** To a partner's owners and its society: an agreement ends soon. */
export function expiryLetter(given: {
  partner: string;
  organization: string;
  number: string;
  validUntil: string;
}): Letter {
  const { partner, organization, number, validUntil } = given;
  return {
    subject: `合作协议将于 ${validUntil} 到期 · Agreement ends on ${validUntil}`,
    text: [
      `${partner} 与 ${organization} 的合作协议（${number}）将于 ${validUntil} 到期。`,
      '到期后，数据、密钥和直播条会停用；页面上的进度展示和捐款链接不受影响。请及时续签。',
      '',
      `The agreement ${number} of ${partner} with ${organization} ends on ${validUntil}. After that day figures, keys and overlays stop; embeds and giving links go on. Please renew it in time.`,
    ].join('\n'),
  };
}
