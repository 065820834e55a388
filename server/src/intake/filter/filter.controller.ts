import type { FilterPreview, PreviewFilter as Wanted } from '@dingdee/shared/filter';
import { intakeRoutes } from '@dingdee/shared/routes/intake';
import { Body, Controller, Param } from '@nestjs/common';
import { Route } from '../../access/role/route.decorator.js';
import { PreviewFilter } from './preview-filter.js';

@Controller()
export class FilterController {
  constructor(private readonly previewing: PreviewFilter) {}

  @Route(intakeRoutes.previewFilter)
  preview(@Param('id') id: string, @Body() body: Wanted): Promise<FilterPreview> {
    return this.previewing.run(id, body);
  }
}
