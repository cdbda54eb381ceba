"""Flows, cases and delegations. Triggers keep published versions and the log as they are."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION workflow_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of a case is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER workflow_act_append_only BEFORE UPDATE OR DELETE ON workflow_act
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_change();

CREATE FUNCTION workflow_refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER workflow_version_immutable BEFORE UPDATE OR DELETE ON workflow_flowversion
    FOR EACH ROW EXECUTE FUNCTION workflow_refuse_version_change();
"""

DROP_TRIGGERS = """
DROP TRIGGER workflow_version_immutable ON workflow_flowversion;
DROP TRIGGER workflow_act_append_only ON workflow_act;
DROP FUNCTION workflow_refuse_version_change();
DROP FUNCTION workflow_refuse_change();
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('persons', '0002_same_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Flow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60, verbose_name='种类')),
                ('label', models.CharField(max_length=40, verbose_name='名称')),
                ('organisation_path', models.CharField(blank=True, max_length=200, verbose_name='单位')),
                ('is_active', models.BooleanField(default=True, verbose_name='启用')),
            ],
            options={
                'verbose_name': '流程',
                'ordering': ('code', 'organisation_path'),
                'constraints': [models.UniqueConstraint(fields=('code', 'organisation_path'), name='workflow_flow_once')],
            },
        ),
        migrations.CreateModel(
            name='FlowVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(verbose_name='版本')),
                ('steps', models.JSONField(default=list, verbose_name='步骤')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='发布时间')),
                ('flow', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='workflow.flow')),
                ('published_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
            ],
            options={
                'verbose_name': '流程版本',
                'ordering': ('flow_id', '-number'),
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='种类')),
                ('subject_id', models.BigIntegerField()),
                ('title', models.CharField(max_length=120, verbose_name='事项')),
                ('scope_path', models.CharField(max_length=240, verbose_name='范围')),
                ('state', models.CharField(choices=[('running', '办理中'), ('finished', '已办结'), ('refused', '未同意'), ('withdrawn', '已撤销')], default='running', max_length=10, verbose_name='状态')),
                ('step', models.CharField(default='start', max_length=30)),
                ('round', models.PositiveIntegerField(default=1)),
                ('turn', models.PositiveIntegerField(default=0)),
                ('seq', models.PositiveIntegerField(default=0)),
                ('last', models.PositiveIntegerField(default=0)),
                ('started_at', models.DateTimeField(verbose_name='发起时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person', verbose_name='发起人')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='workflow.flowversion')),
            ],
            options={
                'verbose_name': '流转事项',
                'ordering': ('-started_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('round', models.PositiveIntegerField()),
                ('step', models.CharField(max_length=30, verbose_name='步骤')),
                ('kind', models.CharField(choices=[('main', '办理'), ('before', '前加签'), ('after', '后加签'), ('circulated', '传阅')], max_length=12, verbose_name='性质')),
                ('order', models.PositiveIntegerField(default=0)),
                ('of', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', '等待'), ('open', '待办'), ('done', '已办'), ('returned', '已退回'), ('recalled', '被取回'), ('handed_over', '已转交'), ('dropped', '无需办理')], max_length=12, verbose_name='状态')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='收到时间')),
                ('due_on', models.DateField(null=True, verbose_name='期限')),
                ('done_at', models.DateTimeField(null=True, verbose_name='办理时间')),
                ('opinion', models.CharField(blank=True, max_length=500, verbose_name='意见')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person', verbose_name='办理人')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='workflow.case')),
            ],
            options={
                'verbose_name': '办理',
                'ordering': ('case_id', 'number'),
                'indexes': [models.Index(fields=['person', 'state', 'due_on'], name='workflow_mine'), models.Index(condition=models.Q(('state__in', ('waiting', 'open'))), fields=['due_on'], name='workflow_open')],
                'constraints': [models.UniqueConstraint(fields=('case', 'number'), name='workflow_assignment_once')],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('start', '发起'), ('agree', '同意'), ('return', '退回'), ('refuse', '不同意'), ('add_sign', '加签'), ('hand_over', '转办'), ('recall', '取回'), ('withdraw', '撤销'), ('circulate', '传阅'), ('read', '已阅'), ('remind', '催办'), ('reassign', '移交')], max_length=12)),
                ('number', models.PositiveIntegerField(default=0)),
                ('step', models.CharField(max_length=30)),
                ('opinion', models.CharField(blank=True, max_length=500)),
                ('payload', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('for_whom', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acts', to='workflow.case')),
            ],
            options={
                'verbose_name': '流转记录',
                'ordering': ('case_id', 'seq'),
                'constraints': [models.UniqueConstraint(fields=('case', 'seq'), name='workflow_act_once')],
            },
        ),
        migrations.CreateModel(
            name='Delegation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='起')),
                ('ends_on', models.DateField(verbose_name='止')),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('given_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person', verbose_name='受托人')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='persons.person', verbose_name='委托人')),
            ],
            options={
                'verbose_name': '委托',
                'ordering': ('-starts_on', '-pk'),
                'indexes': [models.Index(fields=['deputy', 'ends_on'], name='workflow_deputy')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='workflow_delegation_dates'), models.CheckConstraint(condition=models.Q(('giver', models.F('deputy')), _negated=True), name='workflow_delegation_to_another')],
            },
        ),
        migrations.AddConstraint(
            model_name='flowversion',
            constraint=models.UniqueConstraint(fields=('flow', 'number'), name='workflow_version_once'),
        ),
        migrations.AddConstraint(
            model_name='flowversion',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('flow',), name='workflow_one_draft'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['kind', 'subject_id'], name='workflow_case_subject'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['started_by', '-started_at'], name='workflow_case_starter'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['scope_path'], name='workflow_case_scope', opclasses=('varchar_pattern_ops',)),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('kind', 'subject_id'), name='workflow_one_running'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='workflow_ends_once'),
        ),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
