import { Transform } from 'class-transformer';
import { IsArray, IsOptional, IsString, MaxLength } from 'class-validator';
import { ROLES, type Role } from '../../../staff/rights.service.js';

/** One box that is ticked arrives as text, several as a list. */
const toList = Transform(({ value }: { value: unknown }) => [value].flat());

/** The roles somebody is to hold, and why. */
export class RolesForm {
  @IsOptional()
  @toList
  @IsArray()
  @IsString({ each: true })
  roles?: string[];

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

/** Somebody new. */
export class AdditionForm extends RolesForm {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  login_name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  display_name?: string;
}

/** What is to be done about a person's login, and why. */
export class LoginForm {
  @IsOptional()
  @IsString()
  @MaxLength(40)
  act?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  login_reason?: string;
}

/** Why somebody is shut out. */
export class ShutOutForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  shut_reason?: string;
}

/** The ticked roles that there are, in their order. */
export function rolesOf({ roles }: RolesForm): Role[] {
  return ROLES.filter((role) => roles?.includes(role));
}
