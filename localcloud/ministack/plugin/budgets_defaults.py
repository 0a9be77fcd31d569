"""Budgets as AWS completes them: amounts with a decimal, what counts as cost, tags that are told.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CostTypes.html
"""

from ministack.core.responses import get_region
from ministack.services import budgets, tagging

HOME_REGION = "us-east-1"
INCLUDED = ("Credit", "Discount", "OtherSubscription", "Recurring", "Refund", "Subscription",
            "Support", "Tax", "Upfront")
COST_TYPES = {**{f"Include{name}": True for name in INCLUDED},
              "UseAmortized": False, "UseBlended": False}


def _completed(budget):
    if not isinstance(budget, dict):
        return budget
    whole = dict(budget)
    limit = budget.get("BudgetLimit")
    if isinstance(limit, dict) and limit.get("Amount"):
        whole["BudgetLimit"] = {**limit, "Amount": _amount(limit["Amount"])}
    if budget.get("BudgetType") == "COST":
        whole["CostTypes"] = {**COST_TYPES, **(budget.get("CostTypes") or {})}
    whole.setdefault("CostFilters", {})
    return whole


def _amount(text) -> str:
    """200 -> 200.0, as AWS tells it; what is no number is left to be refused."""
    try:
        return str(float(text))
    except ValueError:
        return text


def _refusal(budget):
    limit = (budget or {}).get("BudgetLimit") if isinstance(budget, dict) else None
    try:
        amount = float(limit["Amount"]) if limit else 1.0
    except (KeyError, TypeError, ValueError):
        return "Invalid BudgetLimit: Amount is not a number"
    if budget and budget.get("BudgetType") in ("COST", "USAGE") and amount <= 0:
        return "Budget limit should be greater than zero"
    return None


def _with_defaults(operation, member):
    def completed(data):
        refused = _refusal(data.get(member))
        if refused:
            return budgets._err_invalid(refused)
        return operation({**data, member: _completed(data.get(member))})
    return completed


def _tagged():
    if get_region() != HOME_REGION:
        return
    for arn, tags in budgets._tags.items():
        yield arn, [{"Key": k, "Value": v} for k, v in tags.items()]


def install() -> None:
    """Replaces how budgets are written."""
    operations = budgets._DISPATCH
    operations["CreateBudget"] = _with_defaults(operations["CreateBudget"], "Budget")
    operations["UpdateBudget"] = _with_defaults(operations["UpdateBudget"], "NewBudget")
    tagging._COLLECTORS["budgets"] = _tagged
