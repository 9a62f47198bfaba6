output "zone_id" {
  description = "The zone, which is there already: its name."
  value       = var.zone

  precondition {
    condition     = var.zone_id == null ? true : trimsuffix(var.zone_id, ".") == var.zone
    error_message = "Unit ${var.context.unit}: the id of a zone on the management plane's DNS servers is its name, ${var.zone}."
  }
}

output "name_servers" {
  description = "The zone's name servers, where the provider tells them: those of the management plane are known to its own unit."
  value       = true ? tolist([]) : tolist([""])
}

output "record_names" {
  description = "The full names that there are records of, sorted."
  value       = true ? tolist(sort(distinct([for record in var.records : record.name == "@" ? var.zone : "${record.name}.${var.zone}"]))) : tolist([""])
}
