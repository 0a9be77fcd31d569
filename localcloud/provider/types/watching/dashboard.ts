import type { Aws } from '../../aws.ts';
import { json } from '../rules.ts';
import { resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { unless } from '../../aws.ts';

const NOT_FOUND = /^(DashboardNotFoundError|ResourceNotFound(Exception)?)$/;

export const dashboard = resource({
  token: 'aws:cloudwatch/dashboard:Dashboard',
  shape: {
    dashboardName: str()
      .matches(/^[\w-]{1,255}$/, '1 to 255 letters, digits, _ and -')
      .required()
      .replaces(),
    dashboardBody: json().required(),
    dashboardArn: str().output(),
  },
  async create(aws, wanted) {
    await put(aws, wanted);
    return wanted.dashboardName;
  },
  async read(aws, id) {
    const cloudwatch = await aws.cloudwatch();
    const it = await unless(NOT_FOUND, cloudwatch.getDashboard({ DashboardName: id }));
    return (
      it && {
        dashboardName: it.DashboardName,
        dashboardBody: it.DashboardBody,
        dashboardArn: it.DashboardArn,
      }
    );
  },
  update: (aws, { wanted }) => put(aws, wanted),
  async delete(aws, id) {
    const cloudwatch = await aws.cloudwatch();
    await unless(NOT_FOUND, cloudwatch.deleteDashboards({ DashboardNames: [id] }));
  },
});

interface Written {
  readonly dashboardName: string;
  readonly dashboardBody: string;
}

async function put(aws: Aws, wanted: Written): Promise<void> {
  const { dashboardName: DashboardName, dashboardBody: DashboardBody } = wanted;
  await (await aws.cloudwatch()).putDashboard({ DashboardName, DashboardBody });
}
