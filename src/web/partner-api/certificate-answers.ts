import { ApiProperty } from '@nestjs/swagger';
import { CERTIFICATE_OBSTACLES } from '../../disclosure/certificate-checks.service.js';
import { LocalizedText } from './answers.js';

/** Who legally appeals and receives the money. */
export class RegisteredOrganization {
  @ApiProperty({ example: 'yunchuan' })
  slug: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ example: '53990000MJ00000A17', description: '统一社会信用代码' })
  credit_code: string;

  @ApiProperty({ type: LocalizedText })
  address: LocalizedText;

  @ApiProperty({ example: '0311-00000000' })
  phone: string;

  @ApiProperty({ example: '0311-00000001', description: 'where complaints are taken' })
  complaint_phone: string;
}

/** The public-fundraising certificate 公开募捐资格证书. */
export class FundraisingCertificate {
  @ApiProperty({ type: 'string', nullable: true, example: '53990000MJ00000A17GK' })
  number: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2024-01-01' })
  valid_from: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2028-12-31' })
  valid_until: string | null;
}

/** The filed plan of the appeal 募捐方案备案. */
export class FiledPlan {
  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '53990000MJ00000A17A26001',
    description: 'null while an emergency appeal is in its days of grace (慈善法 73)',
  })
  number: string | null;

  @ApiProperty({
    format: 'uri',
    example: 'https://cszg.mca.gov.cn/',
    description: '慈善中国, where the number and the certificate can be looked up',
  })
  register: string;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2026-09-27' })
  starts_on: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2027-02-07' })
  ends_on: string | null;

  @ApiProperty({ example: false, description: 'an emergency appeal under 慈善法 73' })
  emergency: boolean;
}

/** Why the appeal may not be published today. */
export class CertificateReason {
  @ApiProperty({ enum: CERTIFICATE_OBSTACLES, enumName: 'CertificateObstacle', example: 'certificate_ended' })
  code: string;

  @ApiProperty({ type: LocalizedText })
  text: LocalizedText;
}

/**
 * Whether a project may be published as an appeal to the public today, and on what papers. Media must check this
 * before they publish one (慈善法 28, 114); we keep that you asked, so the answer is your proof.
 */
export class CertificateAnswer {
  @ApiProperty({ example: 'love-to-homes' })
  project: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ example: true, description: 'whether the appeal may be published on `on`' })
  valid: boolean;

  @ApiProperty({
    format: 'date',
    example: '2026-11-24',
    description: 'the day of the check where the society is',
  })
  on: string;

  @ApiProperty({ type: [CertificateReason], example: [], description: 'what stands in the way' })
  reasons: CertificateReason[];

  @ApiProperty({ type: RegisteredOrganization })
  organization: RegisteredOrganization;

  @ApiProperty({ type: FundraisingCertificate })
  certificate: FundraisingCertificate;

  @ApiProperty({ type: FiledPlan })
  filing: FiledPlan;
}
