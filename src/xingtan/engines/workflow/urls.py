"""Names and paths of the workflow engine."""

from django.urls import path

from xingtan.engines.workflow.views import cases, delegations, flows, lists

app_name = "workflow"

urlpatterns = [
    path("", lists.mine, name="mine"),
    path("started/", lists.started, name="started"),
    path("pending/", lists.pending, name="pending"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/agree/", cases.case_agree, name="case_agree"),
    path("cases/<int:case_id>/return/", cases.case_return, name="case_return"),
    path("cases/<int:case_id>/refuse/", cases.case_refuse, name="case_refuse"),
    path("cases/<int:case_id>/add/", cases.case_add, name="case_add"),
    path("cases/<int:case_id>/hand-over/", cases.case_hand_over, name="case_hand_over"),
    path("cases/<int:case_id>/circulate/", cases.case_circulate, name="case_circulate"),
    path("cases/<int:case_id>/recall/", cases.case_recall, name="case_recall"),
    path("cases/<int:case_id>/withdraw/", cases.case_withdraw, name="case_withdraw"),
    path("cases/<int:case_id>/read/", cases.case_read, name="case_read"),
    path("cases/<int:case_id>/remind/", cases.case_remind, name="case_remind"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/add/", delegations.delegation_add, name="delegation_add"),
    path("delegations/<int:delegation_id>/end/", delegations.delegation_end, name="delegation_end"),
    path("flows/", flows.flow_list, name="flows"),
    path("flows/<int:organisation_id>/adopt/<str:flow_code>/", flows.flow_adopt, name="flow_adopt"),
    path("flows/<int:flow_id>/", flows.flow, name="flow"),
    path("flows/<int:flow_id>/draft/", flows.flow_draft, name="flow_draft"),
    path("flows/<int:flow_id>/discard/", flows.flow_discard, name="flow_discard"),
    path("flows/<int:flow_id>/publish/", flows.flow_publish, name="flow_publish"),
    path("flows/<int:flow_id>/switch/", flows.flow_switch, name="flow_switch"),
    path("flows/<int:flow_id>/steps/add/", flows.step_add, name="step_add"),
    path("flows/<int:flow_id>/steps/<str:step_code>/", flows.step_edit, name="step_edit"),
    path("flows/<int:flow_id>/steps/<str:step_code>/move/", flows.step_move, name="step_move"),
    path("flows/<int:flow_id>/steps/<str:step_code>/remove/", flows.step_remove, name="step_remove"),
]
